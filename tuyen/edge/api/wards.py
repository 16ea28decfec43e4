"""Inpatient stays, rooms and beds of the asker's unit, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions import admissions as acts
from tuyen.record.actions import beds as bed_acts
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
    leave_from: dt.datetime | None
    leave_until: dt.datetime | None
    care_grade: str
    diet: str
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
    """`bed_id`: a free bed of the asker's unit; empty: waits for one. `kind` short_stay: a bed of a
    station. `is_planned`: expected at `at`, not here yet. `in_custody` asks for the grant."""

    person_id: uuid.UUID
    reason: str = Field("", max_length=300)
    code: str = Field("", max_length=10)
    diagnosis: str = Field("", max_length=300)
    kind: Literal["inpatient", "day", "short_stay"] = "inpatient"
    bed_id: uuid.UUID | None = None
    at: dt.datetime | None = None
    is_planned: bool = False
    in_custody: bool = False
    care_grade: str = Field("", max_length=4)


class Reason(Schema):
    """What is taken back or stopped says why: whoever reads later must know."""

    why: str = Field(max_length=200)


class RoomIn(Schema):
    """`kind`: ward, intensive, isolation, short_stay, secure, quarters. Beds are numbered from 1."""

    name: str = Field(max_length=40)
    kind: str = Field("ward", max_length=12)
    beds: int = Field(ge=0, le=60)
    unit_id: uuid.UUID | None = None


class BedStateIn(Schema):
    """A bed in which nobody lies: cleaned, to be cleaned, out of use."""

    status: Literal["ready", "cleaning", "closed"]
    note: str = Field("", max_length=120)


class PlaceIn(Schema):
    bed_id: uuid.UUID
    why: str = Field("", max_length=200)


def moment(at: dt.datetime | None) -> dt.datetime | None:
    """An hour without its zone is one of Viet Nam."""
    return at.replace(tzinfo=clock.VIETNAM) if at is not None and at.tzinfo is None else at


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


@router.post("/rooms", response={201: RoomOut}, summary="A room with its beds")
def add_room(request: HttpRequest, said: RoomIn) -> Any:
    """A name that the unit has already is refused, so the same request twice makes one room."""
    who = asker(request)
    made = bed_acts.add_room(by=who, **said.model_dump())
    beds = queries.beds_of(who).filter(room_id=made.id)
    names = ("id", "unit_id", "name", "kind")
    return 201, {name: getattr(made, name) for name in names} | {
        "beds": [_bed(queries.Place(bed)) for bed in beds]
    }


@router.get("/beds/{uuid:bed_id}", response=BedOut, summary="One bed")
def bed(request: HttpRequest, response: HttpResponse, bed_id: uuid.UUID) -> Any:
    who = nurse(request)
    found = bed_of(bed_id, who)
    conditions.tagged(response, found.hlc)
    places = queries.board_of(who).places
    return next(
        (_bed(each) for each in places if each.bed.id == bed_id), _bed(queries.Place(found))
    )


@router.post("/beds/{uuid:bed_id}/state", response=BedOut, summary="Cleaned, or out of use")
def set_bed(
    request: HttpRequest, response: HttpResponse, bed_id: uuid.UUID, said: BedStateIn
) -> Any:
    who = nurse(request)
    found = bed_of(bed_id, who)
    conditions.require_match(request, found.hlc)
    found = bed_acts.set_bed(bed=found, status=said.status, note=said.note, by=who)
    conditions.tagged(response, found.hlc)
    return _bed(queries.Place(found))


@router.get("/stays", response=Stays, summary="Who lies or waits for a bed at my unit now")
def stays(request: HttpRequest, state: Literal["present", "planned"] = "present") -> Any:
    """`planned`: who is expected and has not come."""
    who = nurse(request)
    planned = queries.visible_to(who).filter(status="planned").order_by("arrived_at", "id")
    return {"items": list((planned if state == "planned" else queries.present_at(who))[:500])}


@router.post(
    "/stays", response={201: StayOut}, summary="Admit a person, with a bed or waiting for one"
)
def admit(request: HttpRequest, response: HttpResponse, said: StayIn) -> Any:
    who = nurse(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    bed = bed_of(said.bed_id, who) if said.bed_id else None
    told = said.model_dump(exclude={"person_id", "bed_id"}) | {"at": moment(said.at)}
    coming = acts.Coming(**told)
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


def stay_of(stay_id: uuid.UUID, who: Actor) -> Admission:
    stay: Admission | None = queries.visible_to(who).filter(pk=stay_id).first()
    if stay is None:
        raise Http404
    return stay


def bed_of(bed_id: uuid.UUID, who: Actor) -> Bed:
    """A bed of the asker's own wards; whether somebody lies in it is asked when one is laid there."""
    bed: Bed | None = queries.beds_of(who).filter(pk=bed_id).first()
    if bed is None:
        raise Http404
    return bed
