"""Persons that an actor may see, what names them, who lives together, who may be the same."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.registry.persons import rules
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.identity import canonical_of, same_person_ids
from tuyen.registry.persons.models import Household, Person, PersonIdentifier, PersonLink
from tuyen.registry.persons.search import Hit, cards_of, search_persons

__all__ = [
    "canonical_of",
    "cards_of",
    "members_of",
    "same_person_ids",
    "search_persons",
    "visible_to",
]


def visible_to(who: Actor) -> QuerySet[Person]:
    """Everyone whose row is in no compartment, or in one that this actor may see."""
    return Person.objects.filter(compartment__in=["", *who.compartments])


def numbers_of(person: Person, who: Actor) -> list[PersonIdentifier]:
    """Numbers of all records of this person, those in force first."""
    rows = PersonIdentifier.objects.filter(
        patient_id__in=same_person_ids(person), compartment__in=["", *who.compartments]
    ).exclude(status="entered_in_error")
    return sorted(rows, key=lambda n: (n.status != "active", n.system, n.value))


def links_of_person(person: Person, who: Actor) -> list[PersonLink]:
    """Merges in force among the records of this person."""
    if person.canonical_id is None:
        return []
    links = PersonLink.objects.filter(patient_id__in=same_person_ids(person), is_active=True)
    return list(links.filter(compartment__in=["", *who.compartments]).order_by("linked_at"))


# Numbers ------------------------------------------------------------------------------------------


def holders_of(numbers: Iterable[Number]) -> dict[uuid.UUID, Number]:
    """Person → the first of these numbers that is in force on that person's record."""
    wanted = {(number.system, number.value) for number in numbers if number.system != "temporary"}
    if not wanted:
        return {}
    values = sorted({value for _system, value in wanted})
    with connection.cursor() as cursor:  # raw: asked twice for every person who is registered
        cursor.execute(
            "SELECT patient_id, system, value FROM persons_personidentifier "
            f"WHERE status = 'active' AND value IN ({', '.join(['%s'] * len(values))}) ORDER BY id",
            values,
        )
        rows = cursor.fetchall()
    return {
        uuid.UUID(bytes=raw) if isinstance(raw, bytes) else raw: Number(system, value)
        for raw, system, value in rows
        if (system, value) in wanted
    }


def others_with_numbers_of(person: Person, who: Actor) -> list[Hit]:
    """Records that carry one of this person's numbers and are not joined to it: found after two nodes met."""
    own = same_person_ids(person)
    mine = PersonIdentifier.objects.filter(patient_id__in=own, status="active")
    numbers = [Number(row.system, row.value) for row in mine]
    others = [id_ for id_ in holders_of(numbers) if id_ not in own]
    return cards_of(sorted(set(canonical_of(others).values())), who)


def shared_numbers(who: Actor, limit: int = 50) -> list[list[Hit]]:
    """Numbers in force on several records that nobody has judged: each a list of the people."""
    active = PersonIdentifier.objects.filter(status="active").exclude(system="temporary")
    twice = active.values("system", "value").annotate(n=Count("patient_id", distinct=True))
    groups = []
    for row in twice.filter(n__gt=1).order_by("system", "value")[:limit]:
        holders = active.filter(system=row["system"], value=row["value"])
        people = canonical_of(holders.values_list("patient_id", flat=True))
        hits = cards_of(sorted(set(people.values())), who)
        if len(hits) > 1:
            groups.append(hits)
    return groups


def remarks_on(details: Details, numbers: Sequence[Number], on: dt.date) -> list[rules.Odd]:
    """What deserves a second look; nothing of it is refused."""
    provinces = _province_codes()
    odd: list[rules.Odd] = []
    for number in numbers:
        if number.system == "citizen_id":
            table = rulebook.on("identity/personal_number", on)
            says = rules.number_says(number.value, table.values, table.rows)
            year = None if details.birth.precision == "estimated" else details.birth.year
            odd += rules.odd_about(says, sex=details.sex, year=year, provinces=provinces)
        elif number.system == "insurance_card":
            groups = rulebook.on("identity/insurance_card", on).rows
            odd += rules.odd_about_card(number.value, groups, provinces)
    return list(dict.fromkeys(odd))


def _province_codes() -> frozenset[str]:
    """Cards and numbers keep the code of the province of their day: those before 2025 too."""
    versions = rulebook.versions("areas/provinces")
    return frozenset(row["code"] for version in versions for row in version.rows)


# Who may be the same ------------------------------------------------------------------------------


def possible_duplicates(who: Actor, details: Details, numbers: Sequence[Number] = ()) -> list[Hit]:
    """Visible people with one of these numbers, or with this name and birth year inside one's area."""
    found: dict[uuid.UUID, Hit] = {}
    for number in numbers:
        found |= {hit.person.id: hit for hit in search_persons(who, number.value, 3).hits}
    if len(details.name.split()) > 1 and details.birth.on:
        text = f"{details.name} {details.birth.on.year}"
        found |= {hit.person.id: hit for hit in search_persons(who, text, 5).hits}
    return list(found.values())


# Households ---------------------------------------------------------------------------------------


def household_of(person: Person) -> Household | None:
    return Household.objects.filter(pk=person.household_id).first() if person.household_id else None


def members_of(household_id: uuid.UUID, who: Actor) -> list[Person]:
    """Who lives in it, the eldest first."""
    speaks = Q(canonical_id=None) | Q(canonical_id=F("id"))
    members = visible_to(who).filter(speaks, household_id=household_id)
    return sorted(members, key=lambda member: (member.birth_date or clock.today(), member.id))


def children_of(person: Person, who: Actor) -> list[Person]:
    """Those whose mother this is, by birth."""
    found = visible_to(who).filter(mother_id__in=same_person_ids(person))
    return list(found.order_by("birth_date", "birth_order"))
