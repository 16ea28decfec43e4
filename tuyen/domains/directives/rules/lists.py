"""Short lists and clocks of the room, from the rulebook."""

import datetime as dt

from tuyen.core import rulebook

LISTS = "directives/lists"
CLOCKS = "directives/clocks"


def rows(name: str, on: dt.date) -> dict[str, rulebook.Row]:
    """Code → row of one list (`kind`, `topic`), in the order of the file."""
    return {row["code"]: row for row in rulebook.on(LISTS, on).rows if row["list"] == name}


def days(name: str, on: dt.date) -> int:
    """How many days a side has: read_days, answer_days, confirm_days, invitation_days."""
    return int(rulebook.on(CLOCKS, on)[name])


def due(name: str, start: dt.date, today: dt.date | None = None) -> dt.date:
    """So many days after `start`, by the clock of `today` where that is another day."""
    return start + dt.timedelta(days=days(name, today or start))
