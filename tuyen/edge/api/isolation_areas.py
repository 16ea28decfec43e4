"""Isolation, quarantine and treatment areas: opened from a template, with rooms and free beds."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.isolation_areas import permissions
from tuyen.domains.isolation_areas.actions import areas as actions
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.domains.isolation_areas.queries import stays as stay_queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes

router = Router(tags=["isolation areas"])


class IsolationAreaIn(Schema):
    """template: a code of the rule `isolation_areas/templates`. opened_on: today where left out."""

    template: str = Field(min_length=1, max_length=30)
    for_whom: Literal["civilians", "officers", "detainees"] = "civilians"
    name: str = Field(min_length=1, max_length=80)
    place: str = Field(min_length=1, max_length=200)
    disease: str = Field("", max_length=30)
    opening_order: str = Field(min_length=1, max_length=80)
    opened_on: dt.date | None = None


class IsolationAreaOut(Schema):
    """`status`: open or closed. oxygen_lpm: litres per minute that can flow at once."""

    id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    for_whom: str
    name: str
    place: str
    disease: str
    template: str
    opened_on: dt.date
    opening_order: str
    oxygen_points: int
    oxygen_cylinders: int
    oxygen_lpm: int
    status: str
    closed_on: dt.date | None


class AreaBedOut(Schema):
    id: uuid.UUID
    name: str
    is_open: bool
    is_free: bool


class AreaRoomOut(Schema):
    """severity: how ill those are whom the room takes."""

    id: uuid.UUID
    name: str
    severity: str
    is_open: bool
    beds: list[AreaBedOut]


class IsolationAreaWhole(IsolationAreaOut):
    rooms: list[AreaRoomOut]


class AreaEnd(Schema):
    on: dt.date
    order: str = Field(min_length=1, max_length=80)


@router.get("", response=Listed[IsolationAreaOut], summary="Areas within reach, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.visible_to(reader(request)), cursor, limit, lambda row: row)


@router.post("", response={201: IsolationAreaOut}, summary="Open an area from a template")
def open_(request: HttpRequest, response: HttpResponse, said: IsolationAreaIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    row = conditions.once(
        response, repeat, lambda: _opened(said, who, repeat), lambda id_: found(id_, who)
    )
    conditions.tagged(response, row.hlc)
    return 201, row


def _opened(said: IsolationAreaIn, who: Actor, repeat: changes.Repeat | None) -> IsolationArea:
    values = said.model_dump()
    values["opened_on"] = values["opened_on"] or clock.today()
    return actions.open_area(said=actions.Opening(**values), by=who, repeat=repeat)


@router.get("/{uuid:area_id}", response=IsolationAreaWhole, summary="One area with rooms and beds")
def read(request: HttpRequest, response: HttpResponse, area_id: uuid.UUID) -> Any:
    who = reader(request)
    row = found(area_id, who)
    conditions.tagged(response, row.hlc)
    board = stay_queries.board_of(row, who)
    rooms = [
        {
            **{name: getattr(view.room, name) for name in ("id", "name", "severity", "is_open")},
            "beds": [
                {
                    "id": place.bed.id,
                    "name": place.bed.name,
                    "is_open": place.bed.is_open,
                    "is_free": place.is_free,
                }
                for place in view.places
            ],
        }
        for view in board.rooms
    ]
    return {**IsolationAreaOut.from_orm(row).model_dump(), "rooms": rooms}


@router.post(
    "/{uuid:area_id}/close", response=IsolationAreaOut, summary="Close; never with people inside"
)
def close(request: HttpRequest, response: HttpResponse, area_id: uuid.UUID, said: AreaEnd) -> Any:
    who = reader(request)
    row = found(area_id, who)
    conditions.require_match(request, row.hlc)
    actions.close(area=row, on=said.on, order=said.order, by=who)
    conditions.tagged(response, row.hlc)
    return row


def reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được khu cách ly, điều trị."))
    return who


def found(area_id: uuid.UUID, who: Actor) -> IsolationArea:
    row: IsolationArea | None = queries.visible_to(who).filter(pk=area_id).first()
    if row is None:
        raise Http404
    return row
