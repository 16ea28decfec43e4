"""The five characters by which prescriptions name the facility; none is ever made up."""

import datetime as dt
import uuid

from tuyen.registry.facilities import facts

SYSTEM = "bhyt5"

_known: dict[tuple[uuid.UUID, dt.date], str] = {}  # codes change by the day at the most


def code_of(unit_id: uuid.UUID, on: dt.date) -> str:
    """Empty for a facility that has been given no code. Asked once a unit and day; a missing code is
    asked again, for it may be given at any time."""
    key = (unit_id, on)
    if key not in _known:
        code = facts.code_of(unit_id=unit_id, system=SYSTEM, on=on)
        if not code:
            return ""
        if len(_known) > 1000:
            _known.clear()
        _known[key] = code
    return _known[key]
