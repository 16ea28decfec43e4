"""At the bed and at the door of the hospital: notes, vital signs, the emergency list."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import actions, bedside, emergency
from tuyen.domains.ward.models import CourseNote, EmergencyArrival
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.wards import Reason, moment, nurse, stay_of
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


class StrikeSignsIn(Schema):
    """`sign_id`: any figure of the row; all that was measured at its hour is struck."""

    sign_id: uuid.UUID
    why: str = Field(max_length=200)


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
    """`level`: of the scale in force. `in_custody` asks for the grant."""

    person_id: uuid.UUID
    level: int = Field(ge=1, le=9)
    complaint: str = Field(max_length=200)
    how: str = Field("walk", max_length=20)
    in_custody: bool = False
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
    told = said.model_dump() | {"at": moment(said.at)}
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


@router.post(
    "/stays/{uuid:stay_id}/notes/{uuid:note_id}/strike",
    response=CourseNoteOut,
    summary="Written in error: struck through, never gone",
)
def strike_note(request: HttpRequest, stay_id: uuid.UUID, note_id: uuid.UUID, said: Reason) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    chart = opened_chart(stay.patient_id, who, what="api")
    note = chart.of(CourseNote).filter(admission_id=stay.id, pk=note_id, status="final").first()
    if note is None:
        raise Http404
    actions.strike_note(note=note, why=said.why, by=who)
    return note


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
def record_signs(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: SignsIn
) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    person = visible_person(stay.patient_id, who)
    readings = readings_of(said.values, person, clock.today())
    at = moment(said.at)
    try:
        rows = actions.record_vitals(
            admission=stay, readings=readings, at=at, by=who, repeat=repeat
        )
    except changes.Repeated as earlier:
        known = bedside.signs_of(opened_chart(stay.patient_id, who, what="api"), stay)
        hour = {row.occurred_at for row in known if row.id == earlier.result_id}
        rows = [row for row in known if row.occurred_at in hour]
        response[conditions.REPLAYED] = "true"
    return 201, {"items": rows}


@router.post(
    "/stays/{uuid:stay_id}/vital-signs/strike",
    response={204: None},
    summary="The row of one hour was typed in error",
)
def strike_signs(request: HttpRequest, stay_id: uuid.UUID, said: StrikeSignsIn) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    chart = opened_chart(stay.patient_id, who, what="api")
    sign = next((each for each in bedside.signs_of(chart, stay) if each.id == said.sign_id), None)
    if sign is None:
        raise Http404
    actions.strike_vitals(admission=stay, at=sign.occurred_at, why=said.why, by=who)
    return 204, None


@router.get("/emergency", response=Arrivals, summary="Who waits or is cared for, the gravest first")
def arrivals(request: HttpRequest, state: Literal["open", "done"] = "open") -> Any:
    """`done`: who was served today, the last first."""
    who = asker(request)
    emergency.require_triage(who)
    waiting, done = emergency.listed(who)
    rows = done if state == "done" else waiting
    note_reads([row.arrival.patient_id for row in rows], who, what="api")
    return {"items": [row.arrival for row in rows]}


@router.get("/emergency/{uuid:arrival_id}", response=ArrivalOut, summary="One arrival")
def arrival(request: HttpRequest, response: HttpResponse, arrival_id: uuid.UUID) -> Any:
    who = asker(request)
    row = _arrival(arrival_id, who)
    note_reads([row.patient_id], who, what="api")
    conditions.tagged(response, row.hlc)
    return row


@router.post("/emergency", response={201: ArrivalOut}, summary="Somebody has come: how urgent")
def triage(request: HttpRequest, response: HttpResponse, said: TriageIn) -> Any:
    who = asker(request)
    emergency.require_triage(who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    person = visible_person(said.person_id, who)
    told = emergency.Triage(
        level=said.level,
        complaint=said.complaint,
        how=said.how,
        readings=readings_of(said.values, person, clock.today()),
        in_custody=said.in_custody,
    )
    try:
        row = emergency.triage(person_id=person.id, said=told, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _arrival(earlier.result_id or person.id, who)
        response[conditions.REPLAYED] = "true"
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
    row = _arrival(arrival_id, asker(request))
    conditions.require_match(request, row.hlc)
    return row


def _arrival(arrival_id: uuid.UUID, who: Actor) -> EmergencyArrival:
    emergency.require_triage(who)
    row = emergency.visible_to(who).filter(pk=arrival_id).first()
    if row is None:
        raise Http404
    return row
