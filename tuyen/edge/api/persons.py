"""People: find, register, read, mend, and the timeline of a chart."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions, paging
from tuyen.edge.api.visits import VisitOut, visits_out
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.chart import opened_chart
from tuyen.record.models import Encounter
from tuyen.registry.persons import actions, permissions, rules
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import IdentifierSystem, Person
from tuyen.registry.persons.queries import numbers_of, search_persons, visible_to
from tuyen.registry.persons.sentences import sentence

router = Router(tags=["persons"])


class NumberIn(Schema):
    system: Literal[tuple(IdentifierSystem.values)]  # type: ignore[valid-type]
    value: str = Field(max_length=40)


class NumberOut(Schema):
    system: str
    value: str
    status: str


class PersonIn(Schema):
    """`birth`: 1979-02-03, 1979-02, 1979 (as much as is known), ~1950 for an estimate, empty."""

    name: str = Field(max_length=120)
    birth: str = Field("", max_length=20)
    sex: Literal["male", "female", "other", "unknown"] = "unknown"
    ethnic_code: str = Field("", max_length=3)
    occupation_code: str = Field("", max_length=5)
    nationality_code: str = Field("VN", max_length=3)
    commune_code: str = Field("", max_length=5)
    address_line: str = Field("", max_length=200)
    phone: str = Field("", max_length=20)
    carer_name: str = Field("", max_length=120)


class NewPersonIn(PersonIn):
    numbers: list[NumberIn] = Field([], max_length=10)


class PersonOut(Schema):
    id: uuid.UUID
    name: str
    sex: str
    birth_date: dt.date | None
    birth_precision: str
    ethnic_code: str
    occupation_code: str
    nationality_code: str
    commune_code: str
    address_line: str
    phone: str
    carer_name: str
    is_deceased: bool
    deceased_on: dt.date | None
    kept_as: uuid.UUID | None = None
    numbers: list[NumberOut]


class Asked(Schema):
    text: str = Field(max_length=120, description="Words of a name, a birth year, a number")
    limit: int = Field(20, ge=1, le=50)


class HitOut(Schema):
    """A masked card: enough to choose. Reading the person needs a care link."""

    id: uuid.UUID
    name: str
    sex: str
    birth_date: dt.date | None
    birth_precision: str
    number: str
    place: str


class Hits(Schema):
    items: list[HitOut]
    has_more: bool


@router.post(
    "/search", response=Hits, summary="Find people; by POST, so that no name is in an address"
)
def find(request: HttpRequest, asked: Asked) -> Any:
    who = asker(request)
    permissions.require_find(who)
    found = search_persons(who, asked.text, asked.limit)
    items = [
        {
            "id": hit.person.id,
            "name": hit.person.name,
            "sex": hit.person.sex,
            "birth_date": hit.person.birth_date,
            "birth_precision": hit.person.birth_precision,
            "number": hit.number,
            "place": hit.place,
        }
        for hit in found.hits
    ]
    return {"items": items, "has_more": found.has_more}


@router.post("", response={201: PersonOut}, summary="Register a person")
def register(request: HttpRequest, response: HttpResponse, said: NewPersonIn) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        person = actions.register_person(
            details=_details(said), numbers=_numbers(said), by=who, repeat=repeat
        )
    except changes.Repeated as earlier:
        response[conditions.REPLAYED] = "true"
        person = visible_to(who).get(pk=str(earlier.result_id))
    conditions.tagged(response, person.hlc)
    return 201, _out(person, who)


@router.get(
    "/{uuid:person_id}", response=PersonOut, summary="One person whose chart is open to you"
)
def read(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID) -> Any:
    who = asker(request)
    person = opened_chart(person_id, who, what="api").person
    conditions.tagged(response, person.hlc)
    return _out(person, who)


@router.put("/{uuid:person_id}", response=PersonOut, summary="Mend what is written about a person")
def mend(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: PersonIn) -> Any:
    who = asker(request)
    person = opened_chart(person_id, who, what="api").person
    conditions.require_match(request, person.hlc)
    person = actions.update_person(person=person, details=_details(said), by=who)
    conditions.tagged(response, person.hlc)
    return _out(person, who)


@router.get(
    "/{uuid:person_id}/timeline", response=paging.Listed[VisitOut], summary="Visits, newest first"
)
def timeline(
    request: HttpRequest, person_id: uuid.UUID, cursor: str = "", limit: paging.Limit = 20
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    rows = chart.of(Encounter).filter(status="finished")
    return paging.newest_first_of(rows, cursor, limit, lambda found: visits_out(chart, found))


def _details(said: PersonIn) -> Details:
    fields = said.model_dump(include=set(PersonIn.model_fields) - {"birth", "phone"})
    try:
        birth = rules.read_birth(_day_first(said.birth), clock.today()) if said.birth else None
        phone = rules.read_phone(said.phone) if said.phone else ""
    except rules.Unreadable as fault:
        field = "phone" if "phone" in str(fault.fault) else "birth"
        raise Refused(sentence(fault.fault), field=field) from fault
    return Details(birth=birth or rules.UNKNOWN_BIRTH, phone=phone, **fields)


def _day_first(birth: str) -> str:
    """2026-11-02 → 02/11/2026: the rule reads days as people write them."""
    return "/".join(reversed(birth.split("-")))


def _numbers(said: NewPersonIn) -> list[Number]:
    try:
        return [
            Number(each.system, rules.read_number(each.system, each.value)) for each in said.numbers
        ]
    except rules.Unreadable as fault:
        raise Refused(sentence(fault.fault), field="numbers") from fault


def _out(person: Person, who: Actor) -> dict[str, Any]:
    shown = {name: getattr(person, name, None) for name in PersonOut.model_fields}
    kept = person.canonical_id if person.canonical_id != person.id else None
    return shown | {"kept_as": kept, "numbers": numbers_of(person, who)}
