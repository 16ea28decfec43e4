"""People in an isolation area: coming in, beds, daily checks, leaving."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.actions import checks as check_acts
from tuyen.domains.isolation_areas.actions import stays as actions
from tuyen.domains.isolation_areas.models import AreaBed, AreaStay, IsolationArea
from tuyen.domains.isolation_areas.queries import areas
from tuyen.domains.isolation_areas.queries import stays as queries
from tuyen.domains.isolation_areas.rules.checks import Found
from tuyen.edge.api import conditions
from tuyen.edge.api.isolation_areas import found, reader
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.queries.beds import names_of

router = Router(tags=["isolation areas"])
Severity = Literal["none", "light", "moderate", "severe", "critical"]


class AreaStayIn(Schema):
    """bed_id: a free bed of the area; without one the person waits. is_held: in custody."""

    person_id: uuid.UUID
    severity: Severity
    bed_id: uuid.UUID | None = None
    arrived_on: dt.date | None = None
    source: str = Field("", max_length=160)
    is_held: bool = False


class AreaStayOut(Schema):
    """`status`: waiting, in_bed, discharged, transferred, died, cancelled."""

    id: uuid.UUID
    area_id: uuid.UUID
    patient_id: uuid.UUID
    case_id: uuid.UUID | None
    room_id: uuid.UUID | None
    bed_id: uuid.UUID | None
    status: str
    severity: str
    arrived_on: dt.date
    ended_on: dt.date | None
    to_place: str


class AreaMoveOut(Schema):
    what: str
    place: str
    severity: str
    on: dt.date
    why: str


class AreaCheckIn(Schema):
    """is_normal: nothing odd, nothing measured. severity: as decided; "" leaves what stands."""

    day: dt.date | None = None
    is_normal: bool = False
    temperature: Decimal | None = None
    spo2: int | None = None
    oxygen_lpm: Decimal | None = None
    symptoms: list[str] = Field(default_factory=list, max_length=30)
    severity: Literal["", "none", "light", "moderate", "severe", "critical"] = ""
    note: str = Field("", max_length=200)


class AreaCheckOut(Schema):
    """severity_proposed: by the rule (not verified); "" where nothing was measured."""

    id: uuid.UUID
    day: dt.date
    is_normal: bool
    temperature: Decimal | None
    spo2: int | None
    oxygen_lpm: Decimal | None
    symptoms: str
    severity_proposed: str
    severity: str


class AreaStayWhole(AreaStayOut):
    moves: list[AreaMoveOut]
    checks: list[AreaCheckOut]


class AreaStayEnd(Schema):
    then: Literal["discharged", "transferred", "died"]
    on: dt.date
    to_place: str = Field("", max_length=160)
    note: str = Field("", max_length=300)


class AreaPlaceIn(Schema):
    bed_id: uuid.UUID
    why: str = Field("", max_length=200)


@router.get(
    "/{uuid:area_id}/stays",
    response=Listed[AreaStayOut],
    summary="Stays of an area, those who left too, newest first",
)
def listed(
    request: HttpRequest, area_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = reader(request)
    rows = newest_first(queries.of_area(found(area_id, who)), cursor, limit, lambda row: row)
    known = names_of([row.patient_id for row in rows["items"]], who)
    if known:
        note_reads(list(known), who, what="api", ground="report")
    return {**rows, "items": [row for row in rows["items"] if row.patient_id in known]}


@router.post("/{uuid:area_id}/stays", response={201: AreaStayOut}, summary="Take a person in")
def admit(
    request: HttpRequest, response: HttpResponse, area_id: uuid.UUID, said: AreaStayIn
) -> Any:
    who = reader(request)
    area = found(area_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    made = conditions.once(
        response,
        repeat,
        lambda: _admitted(area, said, who, repeat),
        lambda id_: _stay(id_, who),
    )
    conditions.tagged(response, made.hlc)
    return 201, made


def _admitted(
    area: IsolationArea, said: AreaStayIn, who: Actor, repeat: changes.Repeat | None
) -> AreaStay:
    coming = actions.Coming(
        said.severity, said.arrived_on or clock.today(), said.source, said.is_held
    )
    bed = _bed(area, said.bed_id) if said.bed_id else None
    return actions.admit(
        area=area, person_id=said.person_id, coming=coming, bed=bed, by=who, repeat=repeat
    )


@router.get("/stays/{uuid:stay_id}", response=AreaStayWhole, summary="One stay, steps and checks")
def read(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID) -> Any:
    who = reader(request)
    row = _stay(stay_id, who)
    note_reads([row.patient_id], who, what="api", ground="report")
    conditions.tagged(response, row.hlc)
    told = queries.checks_of([row])[row.id]
    return {
        **AreaStayOut.from_orm(row).model_dump(),
        "moves": queries.moves_of(row),
        "checks": [told[day] for day in sorted(told, reverse=True)],
    }


@router.post("/stays/{uuid:stay_id}/place", response=AreaStayOut, summary="Into this bed")
def place(request: HttpRequest, stay_id: uuid.UUID, said: AreaPlaceIn) -> Any:
    who = reader(request)
    row = _stay(stay_id, who)
    bed = _bed(found(row.area_id, who), said.bed_id)
    return actions.place(stay=row, bed=bed, by=who, why=said.why)


@router.post(
    "/stays/{uuid:stay_id}/checks",
    response={201: AreaCheckOut},
    summary="One day; told again it replaces itself",
)
def check(request: HttpRequest, stay_id: uuid.UUID, said: AreaCheckIn) -> Any:
    who = reader(request)
    row, day = _stay(stay_id, who), said.day or clock.today()
    if said.is_normal:
        return 201, check_acts.all_is_well(stay=row, day=day, by=who)
    measured = Found(said.temperature, said.spo2, said.oxygen_lpm, frozenset(said.symptoms))
    told = check_acts.Told(measured, said.severity, said.note)
    return 201, check_acts.check(stay=row, day=day, told=told, by=who)


@router.post(
    "/stays/{uuid:stay_id}/end",
    response=AreaStayOut,
    summary="Discharged, transferred or died; the bed is free",
)
def end(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: AreaStayEnd) -> Any:
    who = reader(request)
    row = _stay(stay_id, who)
    conditions.require_match(request, row.hlc)
    actions.end(stay=row, said=actions.Ending(**said.model_dump()), by=who)
    conditions.tagged(response, row.hlc)
    return row


def _stay(stay_id: uuid.UUID, who: Actor) -> AreaStay:
    row: AreaStay | None = queries.visible_to(who).filter(pk=stay_id).first()
    if row is None or row.patient_id not in names_of([row.patient_id], who):
        raise Http404
    return row


def _bed(area: IsolationArea, bed_id: uuid.UUID) -> AreaBed:
    found_bed = next((bed for bed in areas.beds_of(area) if bed.id == bed_id), None)
    if found_bed is None:
        raise Http404
    return found_bed
