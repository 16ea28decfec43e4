"""Short lists of the room, from the rulebook."""

import datetime as dt

from tuyen.core import rulebook

LISTS = "directives/lists"


def rows(name: str, on: dt.date) -> dict[str, rulebook.Row]:
    """Code → row of one list (`kind`, `topic`), in the order of the file."""
    return {row["code"]: row for row in rulebook.on(LISTS, on).rows if row["list"] == name}
