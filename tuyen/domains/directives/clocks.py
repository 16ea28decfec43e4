"""How long each side has, as the unit whose clock it is has settled it."""

import datetime as dt
import uuid

from tuyen.registry.terms import settled

CLOCKS = "directives/clocks"


def days(name: str, on: dt.date, unit_id: uuid.UUID | None) -> int:
    """How many days a side has: read_days, answer_days, confirm_days, invitation_days."""
    return int(settled.on(CLOCKS, on, unit_id)[name])


def due(
    name: str, start: dt.date, unit_id: uuid.UUID | None, today: dt.date | None = None
) -> dt.date:
    """So many days after `start`, by the clock of `today` where that is another day."""
    return start + dt.timedelta(days=days(name, today or start, unit_id))
