"""Need sheets of vaccines, worked out place by place."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.vaccine_supply import permissions
from tuyen.domains.vaccine_supply.actions import sheets as actions
from tuyen.domains.vaccine_supply.models import NeedSheet
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.edge.api.paging import Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["vaccines"])


class NeedSheetIn(Schema):
    """`vaccine`: a code of the list of vaccines. Figures begin as proposed, none verified."""

    title: str = Field(min_length=1, max_length=200)
    vaccine: str = Field(max_length=40)
    starts_on: dt.date
    ends_on: dt.date


class NeedSheetOut(Schema):
    """Shares in percent. `sources`: figure → where it is from; a figure without one is not verified."""

    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    vaccine: str
    starts_on: dt.date
    ends_on: dt.date
    version: int
    coverage: float
    wastage: float
    buffer: float
    doses_a_vial: int
    doses_a_person: int
    sources: dict[str, str]


class NeedPlaceIn(Schema):
    """`people`: age band → people. `sessions`: 0 where nobody said."""

    name: str = Field(min_length=1, max_length=200)
    people: dict[str, int] = {}
    stock: int = Field(0, ge=0, le=100_000_000)
    sessions: int = Field(0, ge=0, le=1000)
    source: str = Field("", max_length=200)


class NeedPlaceMade(Schema):
    id: uuid.UUID


class NeedLineOut(Schema):
    id: uuid.UUID
    name: str
    people: dict[str, int]
    stock: int
    sessions: int
    wastage: float
    exact: float
    vials: int
    doses: int


class NeedOut(Schema):
    """The sheet worked out: a line a place, and their sum."""

    sheet: NeedSheetOut
    places: list[NeedLineOut]
    people: int
    vials: int
    doses: int
    syringes: int
    diluent_syringes: int
    safety_boxes: int
    litres: float
    teams: int


@router.get("/sheets", response=Listed[NeedSheetOut], summary="Need sheets within reach")
def sheets(request: HttpRequest, cursor: str = "", limit: Limit = 20) -> Any:
    return newest_first(queries.sheets_for(_reader(request)), cursor, limit, lambda row: row)


@router.post("/sheets", response={201: NeedSheetOut}, summary="A need sheet is drawn up")
def draw_up(request: HttpRequest, said: NeedSheetIn) -> Any:
    return 201, actions.draw_up(by=_reader(request), **said.dict())


@router.get("/sheets/{uuid:sheet_id}", response=NeedOut, summary="What a sheet comes to")
def sheet(request: HttpRequest, sheet_id: uuid.UUID) -> Any:
    found = _sheet(_reader(request), sheet_id)
    worked = queries.worked(found)
    places = [
        {
            **{name: getattr(row, name) for name in ("id", "name", "people", "stock", "sessions")},
            **{name: getattr(line.need, name) for name in ("exact", "vials", "doses")},
            "wastage": line.wastage,
        }
        for row, line in worked.rows
    ]
    names = ("vials", "doses", "syringes", "diluent_syringes", "safety_boxes")
    return {
        "sheet": found,
        "places": places,
        "people": worked.order.people,
        "litres": worked.order.litres,
        "teams": worked.order.teams,
        **{name: getattr(worked.order.total, name) for name in names},
    }


@router.post(
    "/sheets/{uuid:sheet_id}/places", response={201: NeedPlaceMade}, summary="A place of a sheet"
)
def put_place(request: HttpRequest, sheet_id: uuid.UUID, said: NeedPlaceIn) -> Any:
    who = _reader(request)
    told = actions.PlaceSaid(**said.dict())
    made = actions.put_place(sheet=_sheet(who, sheet_id), said=told, by=who)
    return 201, made


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được nhu cầu vắc xin."))
    return who


def _sheet(who: Actor, sheet_id: uuid.UUID) -> NeedSheet:
    found = queries.sheets_for(who).filter(pk=sheet_id).first()
    if found is None:
        raise Http404
    return found
