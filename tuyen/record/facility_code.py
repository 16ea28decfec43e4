"""The five characters by which prescriptions name the facility."""

import datetime as dt
import uuid

from tuyen.registry.facilities import facts

SYSTEM = "bhyt5"
NO_CODE = "00000"  # a unit that the insurer has not given a code yet

_known: dict[tuple[uuid.UUID, dt.date], str] = {}  # codes change by the day at the most


def code_of(unit_id: uuid.UUID, on: dt.date) -> str:
    """Asked once a unit and day; a missing code is asked again, for it may be given at any time."""
    key = (unit_id, on)
    if key not in _known:
        code = facts.code_of(unit_id=unit_id, system=SYSTEM, on=on)
        if not code:
            return NO_CODE
        if len(_known) > 1000:
            _known.clear()
        _known[key] = code
    return _known[key]
