"""Adverse events of the unit: newest first; lots that wait because of one."""

import uuid
from typing import Any

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.immunization.models import AdverseEvent
from tuyen.registry.persons.models import Person


def visible_to(who: Actor) -> QuerySet[AdverseEvent]:
    rows: QuerySet[Any] = AdverseEvent.objects.filter(
        unit_id=who.unit_id, compartment__in=["", *who.compartments]
    )
    return rows.order_by("-told_at", "-id")


def names_of(rows: list[AdverseEvent]) -> dict[uuid.UUID, str]:
    found = Person.objects.filter(pk__in={row.patient_id for row in rows})
    return dict(found.values_list("id", "name"))


def is_held(unit_id: uuid.UUID, vaccine: str, lot: str) -> bool:
    """Whoever's event it was, in whichever compartment: the lot waits for everybody."""
    held = AdverseEvent.objects.filter(
        unit_id=unit_id, vaccine=vaccine, lot=lot, holds_lot=True, released_at=None
    )
    return bool(lot) and held.exists()
