"""Turns of rotation as both sides see them, and what each yielded."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.rotation import actions, host_account, queries
from tuyen.domains.rotation.models import RotationTurn
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.attachments.answer import download
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import visible_to

router = Router(tags=["rotation"])


class TurnOut(Schema):
    """`stage`: planned, decided, ended, cancelled. `pair_id`: the same on both turns of an exchange.
    `taken_on`: when the receiving unit said yes. `scan_sha256`: of the signed decision; empty without.
    """

    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    staff_id: uuid.UUID
    name: str
    kind: str
    stage: str
    pair_id: uuid.UUID | None
    specialty: str
    position: str
    starts_on: dt.date
    ends_on: dt.date
    ended_on: dt.date | None
    purpose: str
    backfill_name: str
    decision: str
    taken_on: dt.date | None
    scan_sha256: str
    grade: str


class TurnProcedureOut(Schema):
    code: str
    name: str
    cases: int


class TurnYieldOut(Schema):
    """Counted from the chart: days there so far, visits, procedures done or stood beside, classes."""

    days: int
    visits: int
    procedures: list[TurnProcedureOut]
    classes: int


class TurnIn(Schema):
    """An exchange has two people and is planned on the pages."""

    staff_id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    kind: Literal["project_1816", "secondment", "learning"] = "project_1816"
    starts_on: dt.date
    ends_on: dt.date
    position: str = Field(min_length=1, max_length=120)
    specialty: str = Field("", max_length=80)
    purpose: str = Field("", max_length=300)
    backfill_name: str = Field("", max_length=120)


class TurnEndIn(Schema):
    """`why` is asked for when somebody comes back before the last day."""

    on: dt.date
    why: str = Field("", max_length=300)


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may("direction.see"):
        raise NotPermitted(_("Vai trò hiện tại không dùng được trang này."))
    return who


def _turn(request: HttpRequest, turn_id: uuid.UUID) -> RotationTurn:
    found = queries.turn_for(_reader(request), turn_id)
    if found is None:
        raise Http404
    return found


@router.get("/turns", response=Listed[TurnOut], summary="Turns of which one side is within reach")
def turns(
    request: HttpRequest,
    when: Literal["", "there", "coming", "soon", "over", "planned", "ended"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who, today = _reader(request), clock.today()
    remind = queries.remind_days(today, who.unit_id)
    rows = queries.on_board(queries.turns_for(who), today, remind, when=when)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get("/turns/{uuid:turn_id}", response=TurnOut, summary="One turn")
def turn(request: HttpRequest, response: HttpResponse, turn_id: uuid.UUID) -> Any:
    found = _turn(request, turn_id)
    conditions.tagged(response, found.hlc)
    return found


@router.get("/turns/{uuid:turn_id}/yield", response=TurnYieldOut, summary="What a turn brought")
def turn_yield(request: HttpRequest, turn_id: uuid.UUID) -> Any:
    found = queries.yield_of(_turn(request, turn_id), _reader(request))
    cases = [{"code": code, "name": name, "cases": n} for code, name, n in found.procedures]
    return {
        "days": found.days,
        "visits": found.visits,
        "procedures": cases,
        "classes": len(found.taught),
    }


@router.post(
    "/turns", response={201: TurnOut}, summary="Plan a turn; days shared with another are refused"
)
def plan(request: HttpRequest, response: HttpResponse, said: TurnIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    here, there = _unit(who, said.unit_id), _unit(who, said.to_unit_id)
    member = queries.staff_at(here.id).filter(pk=said.staff_id).first()
    if member is None or not queries.is_within_reach(who, here.id):
        raise Http404
    told = said.model_dump(exclude={"staff_id", "unit_id", "to_unit_id"})
    turn_said = actions.TurnSaid(member, here, there, **told)
    try:
        made = actions.plan_turn(said=turn_said, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        made = RotationTurn.objects.get(pk=earlier.result_id or here.id)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, made.hlc)
    return 201, made


def _unit(who: Actor, unit_id: uuid.UUID) -> Unit:
    found = visible_to(who).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found


@router.post(
    "/turns/{uuid:turn_id}/take", response=TurnOut, summary="The receiving unit takes the person"
)
def take(request: HttpRequest, response: HttpResponse, turn_id: uuid.UUID) -> Any:
    """The person's account holds the host's role for the days of the turn, once it is decided."""
    found = _turn(request, turn_id)
    conditions.require_match(request, found.hlc)
    made = host_account.take(turn=found, by=_reader(request))
    conditions.tagged(response, made.hlc)
    return made


@router.get("/turns/{uuid:turn_id}/scan", summary="The signed decision")
def scan(request: HttpRequest, turn_id: uuid.UUID) -> Any:
    found = _turn(request, turn_id)
    return download(
        found.scan_sha256, may_read=lambda: bool(found.scan_sha256), name=_("Quyết định đã ký")
    )


@router.post("/turns/{uuid:turn_id}/end", response=TurnOut, summary="The person is back")
def end(request: HttpRequest, response: HttpResponse, turn_id: uuid.UUID, said: TurnEndIn) -> Any:
    found = _turn(request, turn_id)
    conditions.require_match(request, found.hlc)
    made = actions.end(turn=found, on=said.on, why=said.why, by=_reader(request))
    conditions.tagged(response, made.hlc)
    return made
