"""Which records are one person. A merge writes a link; every member then knows who speaks for all."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import arrival, projection, sink
from tuyen.registry.persons.models import Person, PersonLink


class Relinked(NamedTuple):
    """The delta: links of these two records changed; draw their sets again."""

    first_id: uuid.UUID
    second_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "identity"


@projection(PersonLink)
def relinked(before: PersonLink | None, after: PersonLink | None) -> Iterator[Relinked]:
    for link in (before, after):
        if link is not None:
            yield Relinked(link.patient_id, link.survivor_id)


@arrival(Person)
def linked_before_it_came(person: Person) -> Iterator[Relinked]:
    """The merge reached this node before one of the two records did."""
    yield Relinked(person.id, person.id)


@sink("identity")
def draw_again(cursor: Any, deltas: Iterable[Relinked]) -> None:
    for id_ in sorted({id_ for delta in deltas for id_ in delta}):
        members = linked_with(id_)
        canonical = speaker_of(members) if len(members) > 1 else None
        for member in members:
            _set_canonical(cursor, member, canonical)


def linked_with(id_: uuid.UUID) -> set[uuid.UUID]:
    """The set of records joined to this one by active links, cycles included."""
    members: set[uuid.UUID] = set()
    fresh = {id_}
    while fresh:
        members |= fresh
        links = PersonLink.objects.filter(is_active=True).filter(
            Q(patient_id__in=fresh) | Q(survivor_id__in=fresh)
        )
        fresh = {end for link in links for end in (link.patient_id, link.survivor_id)} - members
    return members


def speaker_of(members: set[uuid.UUID]) -> uuid.UUID:
    """The record that was kept in every merge; where links run in a circle or several were kept, the
    smallest id. Says the same on every node, whatever came first."""
    merged = PersonLink.objects.filter(is_active=True, patient_id__in=members)
    kept = members - set(merged.values_list("patient_id", flat=True))
    return min(kept or members)


def canonical_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Each id → the record that speaks for this person; itself when never merged."""
    known = Person.objects.filter(id__in=list(ids)).values_list("id", "canonical_id")
    return {id_: canonical or id_ for id_, canonical in known}


def same_person_ids(person: Person) -> tuple[uuid.UUID, ...]:
    """Ids of every record that is this person; asks the database only for someone once merged."""
    if person.canonical_id is None:
        return (person.id,)
    members = Person.objects.filter(canonical_id=person.canonical_id)
    return tuple(members.values_list("id", flat=True))


def _set_canonical(cursor: Any, id_: uuid.UUID, canonical: uuid.UUID | None) -> None:
    cursor.execute(
        writer.update_sql(Person, ("canonical_id",), ("id",)),
        [
            writer.prepared(Person, "canonical_id", canonical),
            writer.prepared(Person, "id", id_),
        ],
    )
