"""Inpatient stays, rooms and beds of the asker's unit, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions import admissions as acts
from tuyen.record.actions import discharges
from tuyen.record.models import Admission, Bed
from tuyen.record.queries import beds as queries

router = Router(tags=["wards"])


class BedOut(Schema):
    """`state`: occupied, leave, ready, cleaning, closed. `stay_id` only of a stay that the asker sees."""

    id: uuid.UUID
    name: str
    state: str
    stay_id: uuid.UUID | None


class RoomOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    name: str
    kind: str
    beds: list[BedOut]


class Rooms(Schema):
    items: list[RoomOut]


class StayOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    unit_id: uuid.UUID
    room_id: uuid.UUID | None
    bed_id: uuid.UUID | None
    kind: str
    status: str
    arrived_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str
    code: str
    diagnosis: str
    discharge_type: str
    outcome: str
    final_code: str
    final_diagnosis: str


class Stays(Schema):
    items: list[StayOut]


class StayIn(Schema):
    """`bed_id`: a free bed of the asker's unit; empty: waits for one. Custody is taken on the pages only."""

    person_id: uuid.UUID
    reason: str = Field("", max_length=300)
    code: str = Field("", max_length=10)
    diagnosis: str = Field("", max_length=300)
    kind: Literal["inpatient", "day", "short_stay"] = "inpatient"
    bed_id: uuid.UUID | None = None


class PlaceIn(Schema):
    bed_id: uuid.UUID
    why: str = Field("", max_length=200)


class EndIn(Schema):
    """`type`: MA_LOAI_RV, `outcome`: KET_QUA_DTRI. A death is written on the pages, with its causes."""

    status: Literal["discharged", "transferred", "escaped"] = "discharged"
    type: str = Field("1", max_length=2)
    outcome: str = Field("2", max_length=2)
    code: str = Field("", max_length=10)
    diagnosis: str = Field("", max_length=300)
    course: str = Field("", max_length=10_000)
    findings: str = Field("", max_length=10_000)
    treatment: str = Field("", max_length=10_000)
    state_at_end: str = Field("", max_length=10_000)
    advice: str = Field("", max_length=10_000)
    next_visit_on: dt.date | None = None


def nurse(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_nurse(who)
    return who


@router.get(
    "/rooms", response=Rooms, summary="Rooms and beds; hidden ones stand in no list and count"
)
def rooms(request: HttpRequest) -> Any:
    board = queries.board_of(nurse(request))
    return {
        "items": [
            {
                "id": ward.room.id,
                "unit_id": ward.room.unit_id,
                "name": ward.room.name,
                "kind": ward.room.kind,
                "beds": [_bed(place) for place in ward.places],
            }
            for ward in board.wards
        ]
    }


def _bed(place: queries.Place) -> dict[str, Any]:
    return {
        "id": place.bed.id,
        "name": place.bed.name,
        "state": place.state,
        "stay_id": place.admission.id if place.admission else None,
    }


@router.get("/stays", response=Stays, summary="Who lies or waits for a bed at my unit now")
def stays(request: HttpRequest) -> Any:
    return {"items": list(queries.present_at(nurse(request))[:500])}


@router.post(
    "/stays", response={201: StayOut}, summary="Admit a person, with a bed or waiting for one"
)
def admit(request: HttpRequest, response: HttpResponse, said: StayIn) -> Any:
    who = nurse(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    bed = _free(said.bed_id, who) if said.bed_id else None
    coming = acts.Coming(
        reason=said.reason, code=said.code, diagnosis=said.diagnosis, kind=said.kind
    )
    unit_id = bed.unit_id if bed else who.unit_id
    try:
        stay = acts.admit(
            person_id=said.person_id,
            coming=coming,
            by=who,
            unit_id=unit_id,
            bed=bed,
            repeat=repeat,
        )
    except changes.Repeated as earlier:
        stay = stay_of(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, stay.hlc)
    return 201, stay


@router.get("/stays/{uuid:stay_id}", response=StayOut, summary="One stay of my unit")
def read(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID) -> Any:
    stay = stay_of(stay_id, nurse(request))
    conditions.tagged(response, stay.hlc)
    return stay


@router.post("/stays/{uuid:stay_id}/place", response=StayOut, summary="Into a bed, or another one")
def place(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: PlaceIn) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    conditions.require_match(request, stay.hlc)
    stay = acts.place(admission=stay, bed=_free(said.bed_id, who), why=said.why, by=who)
    conditions.tagged(response, stay.hlc)
    return stay


@router.post("/stays/{uuid:stay_id}/end", response=StayOut, summary="Discharge, transfer, escape")
def end(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: EndIn) -> Any:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    conditions.require_match(request, stay.hlc)
    leaving = discharges.Leaving(**said.model_dump())
    stay = discharges.end_stay(admission=stay, leaving=leaving, by=who)
    conditions.tagged(response, stay.hlc)
    return stay


def stay_of(stay_id: uuid.UUID, who: Actor) -> Admission:
    stay: Admission | None = queries.visible_to(who).filter(pk=stay_id).first()
    if stay is None:
        raise Http404
    return stay


def _free(bed_id: uuid.UUID, who: Actor) -> Bed:
    bed: Bed | None = queries.beds_of(who).filter(pk=bed_id).first()
    if bed is None:
        raise Http404
    return bed
