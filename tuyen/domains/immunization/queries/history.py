"""Whom a file of earlier doses may mean, and what is known of them; for a file, never for a chart."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.record.queries import immunizations as doses
from tuyen.registry.persons.drafts import Number
from tuyen.registry.persons.models import IdentifierSystem, Person
from tuyen.registry.persons.queries import holders_of


def followed(by: Actor) -> QuerySet[Person]:
    """Everybody whose home is this unit, of whatever age; of merged records the one that speaks."""
    rows: QuerySet[Any] = Person.objects.filter(
        home_unit_id=by.unit_id, compartment__in=["", *by.compartments]
    )
    return rows.filter(Q(canonical_id=None) | Q(canonical_id=F("id")))


def with_numbers(numbers: Collection[str], by: Actor) -> dict[str, Person]:
    """People by a number of theirs, those whom `by` may know."""
    asked = [Number(system, value) for value in numbers for system in IdentifierSystem.values]
    held = holders_of(asked)
    people: Any = Person.objects.filter(pk__in=list(held), compartment__in=["", *by.compartments])
    return {held[person.id].value: person for person in people}


def doses_known(person_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, str, dt.date]]:
    return {(who, code, day) for who, code, day, _zero in doses.of_people(person_ids)}
