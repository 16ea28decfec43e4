"""At the bed and at the door of the hospital: notes, vital signs, the emergency list."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.domains.ward import actions, bedside, emergency
from tuyen.domains.ward.models import CourseNote, EmergencyArrival
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.wards import nurse, stay_of
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.chart import opened_chart, visible_person
from tuyen.record.readings import readings_of

router = Router(tags=["wards"])


class CourseNoteIn(Schema):
    """`orders`, `care_grade`, `diet`: for who treats. Empty `at`: now."""

    text: str = Field("", max_length=10_000)
    orders: str = Field("", max_length=2_000)
    care_grade: str = Field("", max_length=4)
    diet: str = Field("", max_length=120)
    at: dt.datetime | None = None


class CourseNoteOut(Schema):
    id: uuid.UUID
    stay_id: uuid.UUID = Field(alias="admission_id")
    at: dt.datetime
    text: str
    orders: str
    care_grade: str
    diet: str
    author_name: str


class SignsIn(Schema):
    """`values`: figures by code of a vital sign: temperature, pulse, systolic, diastolic, spo2 …"""

    values: dict[str, float] = Field(max_length=20)
    at: dt.datetime | None = None


class SignOut(Schema):
    id: uuid.UUID
    code: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    interpretation: str
    at: dt.datetime = Field(alias="occurred_at")


class Signs(Schema):
    items: list[SignOut]


class TriageIn(Schema):
    """`level`: of the scale in force. Somebody in custody is triaged on the pages only."""

    person_id: uuid.UUID
    level: int = Field(ge=1, le=9)
    complaint: str = Field(max_length=200)
    how: str = Field("walk", max_length=20)
    values: dict[str, float] = Field({}, max_length=20)


class LevelIn(Schema):
    level: int = Field(ge=1, le=9)
    why: str = Field(max_length=300)


class ArrivalStatusIn(Schema):
    status: Literal["in_care", "sent_home", "referred", "left", "died"]
    note: str = Field("", max_length=300)


class ArrivalOut(Schema):
    """`signs`: codes of the figures that are dangerous at that age."""

    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    arrived_at: dt.datetime
    how: str
    complaint: str
    scale: str
    level: int
    triaged_at: dt.datetime
    status: str
    signs: str
    seen_at: dt.datetime | None
    ended_at: dt.datetime | None
    stay_id: uuid.UUID | None = Field(None, alias="admission_id")
    note: str


class Arrivals(Schema):
    items: list[ArrivalOut]


def _moment(at: dt.datetime | None) -> dt.datetime | None:
    return at.replace(tzinfo=clock.VIETNAM) if at is not None and at.tzinfo is None else at


@router.get(
    "/stays/{uuid:stay_id}/notes",
    response=Listed[CourseNoteOut],
    summary="The treatment sheet, newest first",
)
def notes(
    request: HttpRequest, stay_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    chart = opened_chart(stay.patient_id, who, what="api")
    rows = chart.of(CourseNote).filter(admission_id=stay.id, status="final")
    return newest_first(rows, cursor, limit, lambda row: row)


@router.post(
    "/stays/{uuid:stay_id}/notes",
    response={201: CourseNoteOut},
    summary="A line of the treatment sheet",
)
def write_note(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: CourseNoteIn
) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    told = said.model_dump() | {"at": _moment(said.at)}
    try:
        row = actions.write_note(admission=stay, by=who, repeat=repeat, **told)
    except changes.Repeated as earlier:
        chart = opened_chart(stay.patient_id, who, what="api")
        found = chart.of(CourseNote).filter(pk=earlier.result_id or stay_id).first()
        if found is None:
            raise Http404 from None
        row = found
        response[conditions.REPLAYED] = "true"
    return 201, row


@router.get(
    "/stays/{uuid:stay_id}/vital-signs", response=Signs, summary="Vital signs of a stay, by time"
)
def signs(request: HttpRequest, stay_id: uuid.UUID) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    chart = opened_chart(stay.patient_id, who, what="api")
    return {"items": bedside.signs_of(chart, stay)[-500:]}


@router.post(
    "/stays/{uuid:stay_id}/vital-signs", response={201: Signs}, summary="Measured at one hour"
)
def record_signs(request: HttpRequest, stay_id: uuid.UUID, said: SignsIn) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    person = visible_person(stay.patient_id, who)
    readings = readings_of(said.values, person, clock.today())
    at = _moment(said.at)
    return 201, {"items": actions.record_vitals(admission=stay, readings=readings, at=at, by=who)}


@router.get("/emergency", response=Arrivals, summary="Who waits or is cared for, the gravest first")
def arrivals(request: HttpRequest) -> Any:
    who = asker(request)
    emergency.require_triage(who)
    waiting, _done = emergency.listed(who)
    note_reads([row.arrival.patient_id for row in waiting], who, what="api")
    return {"items": [row.arrival for row in waiting]}


@router.post("/emergency", response={201: ArrivalOut}, summary="Somebody has come: how urgent")
def triage(request: HttpRequest, response: HttpResponse, said: TriageIn) -> Any:
    who = asker(request)
    emergency.require_triage(who)
    person = visible_person(said.person_id, who)
    told = emergency.Triage(
        level=said.level,
        complaint=said.complaint,
        how=said.how,
        readings=readings_of(said.values, person, clock.today()),
    )
    row = emergency.triage(person_id=person.id, said=told, by=who)
    conditions.tagged(response, row.hlc)
    return 201, row


@router.post("/emergency/{uuid:arrival_id}/level", response=ArrivalOut, summary="Sorted anew")
def change_level(
    request: HttpRequest, response: HttpResponse, arrival_id: uuid.UUID, said: LevelIn
) -> Any:
    row = _asked(request, arrival_id)
    row = emergency.triage_again(arrival=row, level=said.level, why=said.why, by=asker(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/emergency/{uuid:arrival_id}/status", response=ArrivalOut, summary="What became of somebody"
)
def change_status(
    request: HttpRequest, response: HttpResponse, arrival_id: uuid.UUID, said: ArrivalStatusIn
) -> Any:
    row = _asked(request, arrival_id)
    row = emergency.set_status(arrival=row, status=said.status, note=said.note, by=asker(request))
    conditions.tagged(response, row.hlc)
    return row


def _asked(request: HttpRequest, arrival_id: uuid.UUID) -> EmergencyArrival:
    who = asker(request)
    emergency.require_triage(who)
    row = emergency.visible_to(who).filter(pk=arrival_id).first()
    if row is None:
        raise Http404
    conditions.require_match(request, row.hlc)
    return row
