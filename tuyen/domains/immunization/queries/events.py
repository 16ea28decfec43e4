"""Adverse events of the unit and of the units below: newest first; lots that wait because of one."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.immunization.models import AdverseEvent
from tuyen.domains.immunization.queries.coverage import units_of
from tuyen.registry.persons.models import Person


def visible_to(who: Actor) -> QuerySet[AdverseEvent]:
    rows: QuerySet[Any] = AdverseEvent.objects.filter(
        unit_id=who.unit_id, compartment__in=["", *who.compartments]
    )
    return rows.order_by("-told_at", "-id")


def told_below(who: Actor, *, is_serious: bool) -> QuerySet[AdverseEvent]:
    """Of every unit that `who` oversees; the serious ones alone when asked. Nobody is named there."""
    rows: QuerySet[AdverseEvent] = AdverseEvent.objects.filter(
        unit_id__in=[unit.unit_id for unit in units_of(who)],
        compartment__in=["", *who.compartments],
    )
    return (rows.filter(is_serious=True) if is_serious else rows).order_by("-told_at", "-id")


@dataclass(frozen=True)
class LotTold:
    """What was told of one lot, in how many units; held: units that may not give it now."""

    vaccine: str
    lot: str
    events: int
    serious: int
    units: int
    held: int


def lots_below(who: Actor, since: dt.datetime) -> list[LotTold]:
    """Lots with a reaction told since then, most serious ones first. One statement besides the units'."""
    rows = told_below(who, is_serious=False).filter(told_at__gte=since).exclude(lot="").order_by()
    waits = Q(holds_lot=True, released_at=None)
    counted = rows.values("vaccine", "lot").annotate(
        events=Count("id"),
        serious=Count("id", filter=Q(is_serious=True)),
        units=Count("unit_id", distinct=True),
        held=Count("unit_id", distinct=True, filter=waits),
    )
    return [LotTold(**each) for each in counted.order_by("-serious", "-events", "vaccine", "lot")]


def names_of(rows: list[AdverseEvent]) -> dict[uuid.UUID, str]:
    found = Person.objects.filter(pk__in={row.patient_id for row in rows})
    return dict(found.values_list("id", "name"))


def is_held(unit_id: uuid.UUID, vaccine: str, lot: str) -> bool:
    """Whoever's event it was, in whichever compartment: the lot waits for everybody."""
    held = AdverseEvent.objects.filter(
        unit_id=unit_id, vaccine=vaccine, lot=lot, holds_lot=True, released_at=None
    )
    return bool(lot) and held.exists()
