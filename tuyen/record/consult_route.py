"""Whom a unit may ask from afar: agreements in force, and the units that direct it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import facts, rulebook
from tuyen.core.errors import Refused
from tuyen.record.rules.consults import ROUTE
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import open_on
from tuyen.registry.facilities.rules import paths_above

PURPOSE = "teleconsult"


@dataclass(frozen=True)
class Place:
    """A facility that could be asked. agreement_id: None where nothing in force allows it."""

    unit_id: uuid.UUID
    name: str
    steps_up: int
    agreement_id: uuid.UUID | None = None
    agreement_number: str = ""
    on_duty: list[Any] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.agreement_id is not None


def line_of(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The facility of the unit, and those above it whose agreements hold for it as well."""
    facility = direction.facility_of(unit_id)
    if not rulebook.on(ROUTE, on)["covers_below"]:
        return [facility]
    path = Unit.objects.filter(pk=facility).values_list("path", flat=True).first() or ""
    above = Unit.objects.filter(path__in=paths_above(path)).values_list("id", flat=True)
    return [facility, *above]


def partners(unit_id: uuid.UUID, on: dt.date) -> dict[uuid.UUID, Any]:
    """Facility → the agreement by which this unit may ask it."""
    line = line_of(unit_id, on)
    found: dict[uuid.UUID, Any] = facts.ask(
        "steering.partners", unit_ids=line, purpose=PURPOSE, on=on
    )
    found.pop(line[0], None)
    return found


def agreement(from_unit_id: uuid.UUID, to_unit_id: uuid.UUID, on: dt.date) -> Any:
    """The agreement in force; Refused with the way out when there is none."""
    if direction.facility_of(from_unit_id) == to_unit_id:
        raise Refused(_("Đây chính là cơ sở của bạn: chọn nơi khác."), field="place")
    found = partners(from_unit_id, on).get(to_unit_id)
    if found is None:
        raise Refused(
            _(
                "Chưa có thỏa thuận hội chẩn từ xa còn hiệu lực với nơi này. Chọn nơi khác đã có "
                "thỏa thuận, gọi đường dây nóng, hoặc gửi đề nghị lập thỏa thuận."
            ),
            field="place",
            code="no_agreement",
        )
    return found


def places(
    unit_id: uuid.UUID, on: dt.date, *, specialty: str = "", at: dt.datetime | None = None
) -> list[Place]:
    """Those with an agreement first, the nearest tier on top; then those that direct us, blocked.

    at: with who is on duty for the specialty at this instant.
    """
    allowed = partners(unit_id, on)
    above = [row for row in direction.directing(unit_id, on) if _treats(row)]
    ranks = {row.id: rank for rank, row in enumerate(reversed(above), start=1)}
    missing = [id_ for id_ in allowed if id_ not in ranks]
    others = Unit.objects.filter(open_on(on), pk__in=missing).order_by("name_fold")
    found = []
    for unit in [*reversed(above), *others]:
        deal = allowed.get(unit.id)
        duty = on_duty(unit.id, specialty, at) if at and deal else []
        found.append(
            Place(
                unit.id,
                unit.name,
                ranks.get(unit.id, len(ranks) + 1),
                deal.id if deal else None,
                deal.number if deal else "",
                duty,
            )
        )
    return sorted(found, key=lambda place: (not place.is_open, place.steps_up, place.name))


def on_duty(unit_id: uuid.UUID, specialty: str, at: dt.datetime) -> list[Any]:
    found: list[Any] = facts.ask("steering.on_duty", unit_id=unit_id, specialty=specialty, at=at)
    return found


def next_tier(from_unit_id: uuid.UUID, asked: set[uuid.UUID], last: uuid.UUID, on: dt.date) -> Any:
    """The nearest facility above the one that was asked last, which some agreement of the asking or
    of that facility allows and which was not asked yet: (unit id, agreement); None when there is none."""
    allowed = partners(last, on) | partners(from_unit_id, on)
    above = [row.id for row in direction.directing(last, on) if _treats(row)]
    order = [*reversed(above), *allowed]
    for unit_id in order:
        if unit_id in allowed and unit_id not in asked:
            return unit_id, allowed[unit_id]
    return None


def _treats(unit: Unit) -> bool:
    return kinds.groups().get(unit.kind) == "facility"
