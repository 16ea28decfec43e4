"""What the registers know already about a unit: first answers of a survey, asked of the other rooms.

A family is one question to its room, whatever number of names the form asks for.
"""

import datetime as dt
import uuid
from collections.abc import Set
from typing import Any

from tuyen.core import facts
from tuyen.platform.access.models import CareLink
from tuyen.platform.forms import prefill

Names = Set[str]


def register_all() -> None:
    prefill.register("equipment.*", _equipment)
    prefill.register("rooms.*", _rooms)
    prefill.register("staff.*", _staff)
    prefill.register("certificates.*", _certificates)
    prefill.register("techniques.count", _techniques)
    prefill.register("techniques.percent", _coverage)
    prefill.register("beds.in_use", _beds)
    prefill.register("stock.*", _stock)
    prefill.register("people.registered", _people)


def _codes(names: Names) -> dict[str, str]:
    """Name as the form says it → code inside the family."""
    return {name: name.partition(".")[2] for name in names}


def _equipment(*, unit_id: uuid.UUID, on: dt.date, names: Names) -> dict[str, int]:  # noqa: ARG001
    codes = _codes(names)
    working = facts.ask("equipment.working", unit_id=unit_id, kind_codes=list(codes.values()))
    return {name: working[code] for name, code in codes.items()}


def _rooms(*, unit_id: uuid.UUID, on: dt.date, names: Names) -> dict[str, int]:  # noqa: ARG001
    fit = facts.ask("equipment.rooms", unit_id=unit_id)
    return {name: fit.get(code, 0) for name, code in _codes(names).items()}


def _staff(*, unit_id: uuid.UUID, on: dt.date, names: Names) -> dict[str, int]:
    """People at work by profession."""
    at_work = facts.ask("staff.at_work", unit_id=unit_id, on=on)
    return {name: at_work.get(code, 0) for name, code in _codes(names).items()}


def _certificates(*, unit_id: uuid.UUID, on: dt.date, names: Names) -> dict[str, int]:
    """People at work who hold a certificate of the topic."""
    held = facts.ask("staff.certified", unit_id=unit_id, on=on)
    return {name: len(held.get(code, ())) for name, code in _codes(names).items()}


def _techniques(*, unit_id: uuid.UUID, on: dt.date) -> int | None:
    return len(facts.ask("techniques.approved", unit_id=unit_id, on=on))


def _coverage(*, unit_id: uuid.UUID, on: dt.date) -> int | None:
    """Percent of the techniques of its level; unknown where no level is said."""
    found = facts.ask("techniques.coverage", unit_id=unit_id, on=on)
    return int(found.percent) if found.of else None


def _beds(*, unit_id: uuid.UUID, on: dt.date) -> int | None:  # noqa: ARG001
    """Unknown where the ward board names no beds."""
    return facts.ask("record.beds_in_use", unit_id=unit_id) or None


def _stock(*, unit_id: uuid.UUID, on: dt.date, names: Names) -> dict[str, Any]:  # noqa: ARG001
    """Is something left? Unknown for a unit without a store."""
    codes = _codes(names)
    left = facts.ask("pharmacy.on_hand", unit_id=unit_id, drug_codes=list(codes.values()))
    return {name: left.get(code, 0) > 0 for name, code in codes.items()} if left else {}


def _people(*, unit_id: uuid.UUID, on: dt.date) -> int | None:  # noqa: ARG001
    """People whose home station this is; unknown where nobody is registered."""
    homes = CareLink.objects.filter(unit_id=unit_id, kind="home", compartment="", valid_to=None)
    return homes.count() or None
