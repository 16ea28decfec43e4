"""Cold chain: fridges, readings twice a day, excursions found by rule, what became of the lots inside."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.vaccine_supply import permissions
from tuyen.domains.vaccine_supply.actions import cold as actions
from tuyen.domains.vaccine_supply.models import Excursion, Fridge
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.edge.api.paging import Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["cold chain"])


class FridgeIn(Schema):
    """`kind`: fridge, cold_room, freezer, cold_box, carrier; it says the temperatures allowed."""

    kind: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=120)
    used_from: dt.date
    tag: str = Field("", max_length=80)
    litres: float | None = Field(None, gt=0, le=100_000)


class FridgeOut(FridgeIn):
    id: uuid.UUID
    unit_id: uuid.UUID
    is_closed: bool


class ColdReadIn(Schema):
    fridge_id: uuid.UUID
    celsius: Decimal = Field(max_digits=4, decimal_places=1)
    froze: bool = False


class ColdTurnIn(Schema):
    """What a turn read at every fridge; a second entry corrects the first."""

    day: dt.date
    turn: Literal["morning", "afternoon"]
    readings: list[ColdReadIn] = Field(min_length=1, max_length=60)


class ColdTurnOut(Schema):
    """`side`: hot, cold or nothing. `is_missing`: the turn is over and nobody wrote; never normal."""

    turn: str
    celsius: Decimal | None
    side: str
    is_missing: bool
    froze: bool


class ColdDayOut(Schema):
    """`low`, `high`: of an automatic logger; null where none was read."""

    day: dt.date
    turns: list[ColdTurnOut]
    low: Decimal | None
    high: Decimal | None


class ExcursionOut(Schema):
    """`minutes`: null where only people read, and nobody knows how long. `state`: open, closed, mistaken."""

    id: uuid.UUID
    unit_id: uuid.UUID
    fridge_id: uuid.UUID
    kind: str
    started_at: dt.datetime
    ended_at: dt.datetime
    extreme_celsius: Decimal
    minutes: int | None
    state: str
    cause: str


class ExcursionLotIn(Schema):
    vaccine: str = Field(max_length=40)
    lot_number: str = Field(min_length=1, max_length=40)
    doses: int = Field(ge=1)


class ExcursionLotOut(Schema):
    """`decision`: empty while nobody decided."""

    id: uuid.UUID
    vaccine: str
    lot_number: str
    doses: int
    vvm_stage: int | None
    has_passed_shaking: bool | None
    decision: str
    reason: str


class LotDecisionIn(Schema):
    """`vvm_stage`: 1 to 4, or 0 where the vial bears no monitor. A reason always."""

    decision: Literal["use", "quarantine", "discard", "elsewhere"]
    reason: str = Field(min_length=1, max_length=300)
    vvm_stage: int | None = Field(None, ge=0, le=4)
    has_passed_shaking: bool | None = None


class ExcursionEndIn(Schema):
    cause: str = Field(min_length=1, max_length=300)


@router.get("/fridges", response=Listed[FridgeOut], summary="Fridges and boxes within reach")
def fridges(request: HttpRequest, cursor: str = "", limit: Limit = 20) -> Any:
    return newest_first(queries.fridges_for(_reader(request)), cursor, limit, lambda row: row)


@router.post("/fridges", response={201: FridgeOut}, summary="A fridge of the unit")
def add_fridge(request: HttpRequest, said: FridgeIn) -> Any:
    return 201, actions.add_fridge(by=_reader(request), **said.dict())


@router.get(
    "/fridges/{uuid:fridge_id}/days", response=list[ColdDayOut], summary="A month of a fridge"
)
def days(request: HttpRequest, fridge_id: uuid.UUID, month: dt.date) -> Any:
    found = _fridge(_reader(request), fridge_id)
    seen = queries.month(found, month.replace(day=1))
    return [
        {**each._asdict(), "turns": [turn._asdict() for turn in each.turns]} for each in seen.days
    ]


@router.post("/readings", response={201: list[ExcursionOut]}, summary="The readings of a turn")
def read(request: HttpRequest, said: ColdTurnIn) -> Any:
    """Answers the excursions that begin with these readings."""
    who = _reader(request)
    told = [
        actions.Read(_fridge(who, each.fridge_id), each.celsius, each.froze)
        for each in said.readings
    ]
    _rows, found = actions.read(day=said.day, turn=said.turn, said=told, by=who)
    return 201, found


@router.get("/excursions", response=Listed[ExcursionOut], summary="Excursions within reach")
def excursions(request: HttpRequest, cursor: str = "", limit: Limit = 20, state: str = "") -> Any:
    rows = queries.excursions_for(_reader(request), state)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get(
    "/excursions/{uuid:excursion_id}/lots",
    response=list[ExcursionLotOut],
    summary="What lay inside, and what was decided",
)
def lots(request: HttpRequest, excursion_id: uuid.UUID) -> Any:
    return queries.lots_of(_excursion(_reader(request), excursion_id))


@router.post(
    "/excursions/{uuid:excursion_id}/lots",
    response={201: ExcursionLotOut},
    summary="A lot lay inside that the store's book does not know",
)
def add_lot(request: HttpRequest, excursion_id: uuid.UUID, said: ExcursionLotIn) -> Any:
    who = _reader(request)
    return 201, actions.add_lot(excursion=_excursion(who, excursion_id), by=who, **said.dict())


@router.post(
    "/lots/{uuid:inside_id}/decision", response=ExcursionLotOut, summary="A person decides on a lot"
)
def decide(request: HttpRequest, inside_id: uuid.UUID, said: LotDecisionIn) -> Any:
    who = _reader(request)
    lot = queries.lots_for(who).filter(pk=inside_id).first()
    if lot is None:
        raise Http404
    return actions.decide(lot=lot, by=who, **said.dict())


@router.post(
    "/excursions/{uuid:excursion_id}/close",
    response=ExcursionOut,
    summary="Every lot was decided; what was done about the fridge",
)
def close(request: HttpRequest, excursion_id: uuid.UUID, said: ExcursionEndIn) -> Any:
    who = _reader(request)
    return actions.close(excursion=_excursion(who, excursion_id), by=who, cause=said.cause)


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được dây chuyền lạnh."))
    return who


def _fridge(who: Actor, fridge_id: uuid.UUID) -> Fridge:
    found = queries.fridges_for(who).filter(pk=fridge_id).first()
    if found is None:
        raise Http404
    return found


def _excursion(who: Actor, excursion_id: uuid.UUID) -> Excursion:
    found = queries.excursions_for(who).filter(pk=excursion_id).first()
    if found is None:
        raise Http404
    return found
