"""Patient: read by id, and search among those whose chart is open to the asker."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.platform.access.chart_access import links_of, note_reads
from tuyen.platform.access.models import CareLink
from tuyen.record.chart import opened_chart
from tuyen.registry.areas.queries import names_of
from tuyen.registry.persons.fhir import OURS, SYSTEMS, patient
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.persons.search import search_persons

# Words about a person may not stand in an address: these are answered at POST Patient/_search only.
PRIVATE = ("identifier", "name", "birthdate", "phone")
KNOWN = (*PRIVATE, "gender", "active")
MOST_BY_NAME = 100


def read(id_: uuid.UUID, who: Actor) -> Resource:
    """The person under this id; a merged record points at the one that is kept."""
    chart = opened_chart(id_, who, what="fhir")
    return _mapped([chart.person])[0]


def search(ask: Asked, who: Actor) -> Page:
    """People for whom `who` has a care link or a leave in force, and no others."""
    rows = searching.narrowed(_open_to(who), ask)
    for text in ask.all("identifier"):
        rows = rows.filter(_has_identifier(text))
    rows = searching.by_date(rows, ask, "birthdate", "birth_date", is_day=True)
    for name, column in (("gender", "sex"), ("phone", "phone")):
        for text in ask.all(name):
            rows = rows.filter(**{f"{column}__in": text.split(",")})
    if names := ask.all("name"):
        rows = rows.filter(pk__in=_named(who, names))
    shown, total, then = searching.page_of(rows, ask)
    note_reads([person.id for person in shown], who, what="fhir_search")
    return Page(_mapped(shown), total, then)


def _open_to(who: Actor) -> QuerySet[Person]:
    if not who.may("chart.open"):
        return Person.objects.none()
    linked = CareLink.objects.filter(links_of(who)).values("patient_id")
    opened = [id_ for id_, until in who.opened.items() if until > clock.now()]
    found = Q(pk__in=linked) | Q(pk__in=opened)
    rows: QuerySet[Person] = Person.objects.filter(found, compartment__in=["", *who.compartments])
    return rows


def _has_identifier(text: str) -> Q:
    system, value = params.token(text)
    if system == OURS:
        return Q(pk=params.reference_id("identifier", value, "Patient"))
    numbers = PersonIdentifier.objects.filter(value=value.replace(" ", ""))
    numbers = numbers.exclude(status="entered_in_error")
    if system is not None:
        ours = [name for name, (known, _kind) in SYSTEMS.items() if known == system]
        numbers = numbers.filter(system__in=ours)
    return Q(pk__in=numbers.values("patient_id"))


def _named(who: Actor, names: Iterable[str]) -> list[uuid.UUID]:
    """As the box on the pages finds them: every word begins a word of the name, marks or none."""
    found = search_persons(who, " ".join(names), MOST_BY_NAME)
    return [hit.person.id for hit in found.hits]


def _mapped(persons: list[Person]) -> list[Resource]:
    """Two statements for any number of people."""
    ids = [person.id for person in persons]
    numbers: dict[Any, list[PersonIdentifier]] = {}
    for row in PersonIdentifier.objects.filter(patient_id__in=ids).order_by("pk"):
        numbers.setdefault(row.patient_id, []).append(row)
    codes = {person.commune_code for person in persons if person.commune_code}
    communes = names_of(codes, clock.today()) if codes else {}
    return [
        patient(person, numbers.get(person.id, ()), commune=communes.get(person.commune_code, ""))
        for person in persons
    ]
