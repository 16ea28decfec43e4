"""Difficulties raised and settled by units, cases grouped and answered above."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
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
