"""Need sheets of vaccines worked out place by place; requests from asking to receipt."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.vaccine_supply import permissions
from tuyen.domains.vaccine_supply.actions import sheets as actions
from tuyen.domains.vaccine_supply.actions import supply as supply_actions
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.domains.vaccine_supply.queries import supply
from tuyen.edge.api.paging import Limit, Listed, newest_first, newest_first_of
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


class VaccineNeedOut(Schema):
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


class VaccineAskIn(Schema):
    """`risk`: 1 as usual, 2 high, 3 an outbreak now; above 1 with a reason.

    `scenario`: empty for what the sheet comes to; low, mid or high with what its forecast adds.
    """

    to_unit_id: uuid.UUID
    risk: int = Field(1, ge=1, le=3)
    reason: str = Field("", max_length=300)
    scenario: Literal["", "low", "mid", "high"] = ""


class VaccineRequestOut(Schema):
    """`shortage`: doses asked for that have not come. `state`: asked, allocated, declined, withdrawn."""

    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    sheet_id: uuid.UUID | None
    vaccine: str
    doses_a_vial: int
    risk: int
    state: str
    asked_on: dt.date
    doses_asked: int
    doses_allocated: int
    sent: int
    received: int
    shortage: int


class VaccineShareIn(Schema):
    """One line of a decision; 0 declines with a note."""

    request_id: uuid.UUID
    doses: int = Field(ge=0)
    note: str = Field("", max_length=300)


class VaccineAllocationIn(Schema):
    """`available`: doses to share out. `way`: need or risk."""

    available: int = Field(ge=0)
    way: str = Field(pattern="^(need|risk)$")
    lines: list[VaccineShareIn] = Field(min_length=1, max_length=600)


class VaccineLotIn(Schema):
    lot_number: str = Field(min_length=1, max_length=40)
    expires_on: dt.date
    doses: int = Field(ge=1)


class VaccineCountIn(Schema):
    """Less than was sent asks for the reason."""

    doses: int = Field(ge=0)
    difference: str = Field("", max_length=300)


class VaccineLotOut(Schema):
    id: uuid.UUID
    request_id: uuid.UUID
    lot_number: str
    expires_on: dt.date
    doses: int
    state: str
    doses_received: int | None
    difference: str


@router.get("/sheets", response=Listed[NeedSheetOut], summary="Need sheets within reach")
def sheets(request: HttpRequest, cursor: str = "", limit: Limit = 20) -> Any:
    return newest_first(queries.sheets_for(_reader(request)), cursor, limit, lambda row: row)


@router.post("/sheets", response={201: NeedSheetOut}, summary="A need sheet is drawn up")
def draw_up(request: HttpRequest, said: NeedSheetIn) -> Any:
    return 201, actions.draw_up(by=_reader(request), **said.dict())


@router.get("/sheets/{uuid:sheet_id}", response=VaccineNeedOut, summary="What a sheet comes to")
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


@router.post(
    "/sheets/{uuid:sheet_id}/requests",
    response={201: VaccineRequestOut},
    summary="What a sheet comes to is asked of a unit above",
)
def ask(request: HttpRequest, sheet_id: uuid.UUID, said: VaccineAskIn) -> Any:
    who = _reader(request)
    made = supply_actions.ask(sheet=_sheet(who, sheet_id), by=who, **said.dict())
    return 201, _requests([made])[0]


@router.get("/requests", response=Listed[VaccineRequestOut], summary="Requests on either side")
def requests(
    request: HttpRequest, cursor: str = "", limit: Limit = 20, state: str = "", vaccine: str = ""
) -> Any:
    rows = supply.requests_for(_reader(request), state, vaccine)
    return newest_first_of(rows, cursor, limit, _requests)


@router.post("/allocations", response=list[VaccineRequestOut], summary="A decision, line by line")
def allocate(request: HttpRequest, said: VaccineAllocationIn) -> Any:
    who = _reader(request)
    lines = [
        supply_actions.Line(_request(who, each.request_id), each.doses, each.note)
        for each in said.lines
    ]
    supply_actions.allocate(lines=lines, available=said.available, way=said.way, by=who)
    return _requests([line.request for line in lines])


@router.post(
    "/requests/{uuid:request_id}/deliveries",
    response={201: VaccineLotOut},
    summary="A lot is sent for a request",
)
def send(request: HttpRequest, request_id: uuid.UUID, said: VaccineLotIn) -> Any:
    who = _reader(request)
    return 201, supply_actions.send(request=_request(who, request_id), by=who, **said.dict())


@router.post(
    "/deliveries/{uuid:delivery_id}/receive",
    response=VaccineLotOut,
    summary="A lot is counted where it arrived",
)
def receive(request: HttpRequest, delivery_id: uuid.UUID, said: VaccineCountIn) -> Any:
    who = _reader(request)
    lot: VaccineDelivery | None = supply.deliveries_for(who).filter(pk=delivery_id).first()
    if lot is None:
        raise Http404
    return supply_actions.receive(delivery=lot, by=who, **said.dict())


def _requests(rows: Sequence[VaccineRequest]) -> list[dict[str, Any]]:
    lots = supply.deliveries_of(rows)
    names = [name for name in VaccineRequestOut.model_fields if hasattr(VaccineRequest, name)]
    found = []
    for row in rows:
        stands = supply.standing(row, lots[row.id])
        told = {"sent": stands.sent, "received": stands.received, "shortage": stands.shortage}
        found.append({name: getattr(row, name) for name in names} | told)
    return found


def _request(who: Actor, request_id: uuid.UUID) -> VaccineRequest:
    found = supply.requests_for(who).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


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
