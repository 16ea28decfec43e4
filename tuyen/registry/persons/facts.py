"""What other rooms may ask about a person inside their own actions."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from tuyen.core.facts import publishes
from tuyen.registry.persons.identity import canonical_of, linked_with
from tuyen.registry.persons.models import Person, PersonIdentifier


class Brief(NamedTuple):
    """Who somebody is, in as many words as a rule needs."""

    person_id: uuid.UUID
    name: str
    sex: str
    birth_date: dt.date | None
    birth_precision: str
    commune_code: str
    home_unit_id: uuid.UUID | None
    is_deceased: bool
    compartment: str


@publishes("persons.brief")
def brief(*, person_id: uuid.UUID) -> Brief:
    """The record that speaks for this person."""
    spoken_for = canonical_of([person_id]).get(person_id, person_id)
    row = Person.objects.values_list(*Brief._fields[1:]).get(pk=spoken_for)
    return Brief(spoken_for, *row)


@publishes("persons.same_people")
def same_people(*, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Every record that is this person."""
    return frozenset(linked_with(person_id))


@publishes("persons.number_on")
def number_on(*, person_ids: Iterable[uuid.UUID], system: str, on: dt.date) -> str:
    """The number of this kind in force on the day, the newest where there are two; empty for none."""
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    lasts = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = PersonIdentifier.objects.filter(
        begun, lasts, patient_id__in=list(person_ids), system=system
    ).exclude(status="entered_in_error")
    found = sorted(rows, key=lambda row: (row.status == "active", row.id))
    return found[-1].value if found else ""


@publishes("persons.joined")
def joined(*, person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Each record that was merged → every record that is that person; the others are left out."""
    asked = list(person_ids)
    known = Person.objects.filter(id__in=asked, canonical_id__isnull=False)
    canonical = dict(known.values_list("id", "canonical_id"))
    if not canonical:
        return {}
    members: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = Person.objects.filter(canonical_id__in=set(canonical.values()))
    for id_, speaker in rows.values_list("id", "canonical_id"):
        if speaker is not None:
            members.setdefault(speaker, set()).add(id_)
    return {id_: frozenset(members[speaker]) for id_, speaker in canonical.items() if speaker}
