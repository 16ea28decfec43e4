"""Difficulties raised and settled by units, cases grouped and answered above."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.directives.actions import difficulties as acts
from tuyen.domains.directives.models import Difficulty, TopicCase
from tuyen.domains.directives.queries import difficulties as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.directives import reader
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.platform import changes

router = Router(tags=["difficulties"])


class DifficultyOut(Schema):
    """`status`: raised, grouped, answered, reopened, solved, taken_back."""

    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    topic: str
    title: str
    text: str
    proposal: str
    hinders_care: bool
    status: str
    case_id: uuid.UUID | None
    raised_at: dt.datetime
    answer_due_on: dt.date
    answered_at: dt.datetime | None
    settled_note: str


class CaseOut(Schema):
    """`at_unit_id` must answer; `into_id`: the case above that took it in."""

    id: uuid.UUID
    unit_id: uuid.UUID
    at_unit_id: uuid.UUID
    into_id: uuid.UUID | None
    topic: str
    title: str
    status: str
    units_count: int
    answer_due_on: dt.date
    answer: str
    promised_on: dt.date | None
    answered_at: dt.datetime | None


class DifficultyIn(Schema):
    """`to_unit_id`: who directs the asker's unit; empty is the unit above."""

    topic: str = Field(max_length=20)
    title: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=2000)
    proposal: str = Field("", max_length=1000)
    hinders_care: bool = False
    to_unit_id: uuid.UUID | None = None


class SettleIn(Schema):
    verdict: Literal["solved", "reopen", "take_back"]
    note: str = Field("", max_length=300)


class CaseIn(Schema):
    """Difficulties raised to my unit, and cases passed up to it, that become one case."""

    title: str = Field(min_length=1, max_length=200)
    topic: str = Field("", max_length=20)
    summary: str = Field("", max_length=2000)
    difficulty_ids: list[uuid.UUID] = Field([], max_length=300)
    case_ids: list[uuid.UUID] = Field([], max_length=100)


class CaseMore(Schema):
    difficulty_ids: list[uuid.UUID] = Field(min_length=1, max_length=300)


class CaseUp(Schema):
    """Why it is beyond my unit, and what it proposes."""

    note: str = Field(max_length=300)


class CaseAnswerIn(Schema):
    text: str = Field(max_length=2000)
    promised_on: dt.date | None = None


@router.get("", response=Listed[DifficultyOut], summary="Difficulties of both sides")
def difficulties(
    request: HttpRequest,
    box: Literal["in", "out"] = "out",
    topic: str = "",
    status: Literal["", "open", "loose", "waiting", "answered", "reopened", "over"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who, asked = reader(request), queries.Asked(topic=topic, status=status)
    found = queries.raised_to_us(who, asked) if box == "in" else queries.raised_by_us(who, asked)
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.post("", response={201: DifficultyOut}, summary="Raise a difficulty of my unit")
def raise_difficulty(request: HttpRequest, response: HttpResponse, said: DifficultyIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.raise_difficulty(said=acts.Said(**said.model_dump()), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _difficulty(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("/cases", response=Listed[CaseOut], summary="Cases that group difficulties")
def cases(
    request: HttpRequest,
    status: Literal["", "open", "answered", "closed"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    found = queries.case_list(reader(request), queries.Asked(status=status))
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.post("/cases", response={201: CaseOut}, summary="Group what is the same into one case")
def group(request: HttpRequest, response: HttpResponse, said: CaseIn) -> Any:
    who = reader(request)
    rows = _all_of(queries.seen_by(who), said.difficulty_ids)
    below = _all_of(queries.cases_seen_by(who), said.case_ids)
    if not rows and not below:
        raise Refused(_("Chọn ít nhất một khó khăn để gom."), field="difficulty_ids")
    topic = said.topic or (rows or below)[0].topic
    grouping = acts.Grouping(topic, said.title, said.summary)
    row = acts.group(grouping=grouping, difficulties=rows, cases=below, by=who)
    conditions.tagged(response, row.hlc)
    return 201, row


@router.post(
    "/cases/{uuid:case_id}/difficulties", response=CaseOut, summary="More of the same, raised later"
)
def add_to_case(
    request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseMore
) -> Any:
    who = reader(request)
    row = _case(case_id, who)
    conditions.require_match(request, row.hlc)
    more = _all_of(queries.seen_by(who), said.difficulty_ids)
    done = acts.add_to_case(case=row, difficulties=more, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.post("/cases/{uuid:case_id}/pass-up", response=CaseOut, summary="Beyond us: one tier up")
def pass_up(request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseUp) -> Any:
    who = reader(request)
    row = _case(case_id, who)
    conditions.require_match(request, row.hlc)
    done = acts.pass_up(case=row, note=said.note, by=who)
    conditions.tagged(response, done.hlc)
    return done


def _all_of(rows: Any, ids: list[uuid.UUID]) -> list[Any]:
    """Every one of them, or 404: a case is not made of some of what was meant."""
    found = list(rows.filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise Http404
    return found


@router.get("/cases/{uuid:case_id}", response=CaseOut, summary="One case")
def case(request: HttpRequest, response: HttpResponse, case_id: uuid.UUID) -> Any:
    row = _case(case_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post("/cases/{uuid:case_id}/answer", response=CaseOut, summary="One answer for all units")
def answer(
    request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseAnswerIn
) -> Any:
    who = reader(request)
    row = _case(case_id, who)
    conditions.require_match(request, row.hlc)
    done = acts.answer(case=row, said=acts.Answer(said.text, said.promised_on), by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.get("/{uuid:difficulty_id}", response=DifficultyOut, summary="One difficulty")
def read(request: HttpRequest, response: HttpResponse, difficulty_id: uuid.UUID) -> Any:
    row = _difficulty(difficulty_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/{uuid:difficulty_id}/settle", response=DifficultyOut, summary="Solved, not yet, or taken back"
)
def settle(
    request: HttpRequest, response: HttpResponse, difficulty_id: uuid.UUID, said: SettleIn
) -> Any:
    who = reader(request)
    row = _difficulty(difficulty_id, who)
    conditions.require_match(request, row.hlc)
    if said.verdict == "solved":
        done = acts.settle(difficulty=row, note=said.note, by=who)
    elif said.verdict == "reopen":
        done = acts.reopen(difficulty=row, why=said.note, by=who)
    else:
        done = acts.take_back(difficulty=row, why=said.note, by=who)
    conditions.tagged(response, done.hlc)
    return done


def _difficulty(difficulty_id: uuid.UUID, who: Actor) -> Difficulty:
    row: Difficulty | None = queries.seen_by(who).filter(pk=difficulty_id).first()
    if row is None:
        raise Http404
    return row


def _case(case_id: uuid.UUID, who: Actor) -> TopicCase:
    row: TopicCase | None = queries.cases_seen_by(who).filter(pk=case_id).first()
    if row is None:
        raise Http404
    return row
