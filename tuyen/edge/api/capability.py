"""Surveys of units, needs and plans, from both sides."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.capability import permissions
from tuyen.domains.capability.actions import needs as need_acts
from tuyen.domains.capability.actions import surveys as survey_acts
from tuyen.domains.capability.models import UnitSurvey
from tuyen.domains.capability.queries import needs as need_queries
from tuyen.domains.capability.queries import surveys as survey_queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes

surveys = Router(tags=["surveys"])
needs = Router(tags=["needs"])
plans = Router(tags=["plans"])


class SurveyOut(Schema):
    """`unit_id` was asked by `sender_unit_id`. `state`: sent, answering, submitted."""

    id: uuid.UUID
    campaign_id: uuid.UUID
    sender_unit_id: uuid.UUID = Field(alias="unit_id")
    unit_id: uuid.UUID = Field(alias="to_unit_id")
    year: int
    form_code: str
    due_on: dt.date
    state: str
    points: float | None
    of: float | None
    population: int
    submitted_on: dt.date | None


class GapOut(Schema):
    """`effect` beside the survey before: new, open, better, worse, closed."""

    kind: str
    code: str
    title: str
    lost: float
    of: float
    effect: str


class SurveyRead(SurveyOut):
    """`answers`: half done, or what the registers say today, until it is handed in."""

    answers: dict[str, Any]
    gaps: list[GapOut]


class SurveyAnswers(Schema):
    """Plain values by the link of the question; `complete` hands it in, once."""

    answers: dict[str, Any]
    complete: bool = False


class NeedIn(Schema):
    unit_id: uuid.UUID
    kind: str = Field(max_length=20)
    code: str = Field("", max_length=60)
    title: str = Field(min_length=1, max_length=200)
    why: str = Field("", max_length=500)
    quantity: int = Field(1, ge=1, le=100_000)
    cost_dong: int | None = Field(None, ge=0, le=10**13)


class NeedOut(Schema):
    """`state`: open, planned, met, declined."""

    id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    code: str
    title: str
    why: str
    origin: str
    quantity: int
    cost_dong: int | None
    population: int
    raised_on: dt.date
    state: str
    state_note: str


class TopicOut(Schema):
    """Open needs of one kind and code; `points` of 100 by the rule of ranking."""

    kind: str
    code: str
    title: str
    needs: int
    units: int
    population: int
    oldest_on: dt.date
    points: float


class Topics(Schema):
    items: list[TopicOut]


class PlanLineOut(Schema):
    id: uuid.UUID
    kind: str
    code: str
    title: str
    quarter: int
    units: int
    cost_dong: int | None
    money: str
    state: str
    result: str


class PlanOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    year: int
    title: str
    state: str
    decision: str
    approved_on: dt.date | None


class PlanRead(PlanOut):
    lines: list[PlanLineOut]


@surveys.get("", response=Listed[SurveyOut], summary="Surveys that my side sent or was sent")
def listed(request: HttpRequest, year: int = 0, cursor: str = "", limit: Limit = 20) -> Any:
    found = survey_queries.visible_to(_reader(request))
    found = found.filter(year=year) if year else found
    return newest_first(found, cursor, limit, lambda row: row)


@surveys.get("/{uuid:survey_id}", response=SurveyRead, summary="One survey")
def read(request: HttpRequest, response: HttpResponse, survey_id: uuid.UUID) -> Any:
    found = _survey(_reader(request), survey_id)
    conditions.tagged(response, found.hlc)
    return _shown(found)


@surveys.put("/{uuid:survey_id}/answers", response=SurveyRead, summary="Answer a survey")
def answer(
    request: HttpRequest, response: HttpResponse, survey_id: uuid.UUID, said: SurveyAnswers
) -> Any:
    who = _reader(request)
    found = _survey(who, survey_id)
    act: Any = survey_acts.save
    given: dict[str, Any] = {"survey": found, "answers": said.answers, "by": who}
    if said.complete:
        act = survey_acts.submit
        given["repeat"] = conditions.repeat_of(request, who, said.dict())
        if given["repeat"] and isinstance(given["repeat"].outcome(), changes.Repeated):
            response[conditions.REPLAYED] = "true"
            return _shown(found)
    done = act(**given)
    conditions.tagged(response, done.hlc)
    return _shown(done)


@needs.get("", response=Listed[NeedOut], summary="Needs within reach, the newest first")
def listed_needs(
    request: HttpRequest, state: str = "", kind: str = "", cursor: str = "", limit: Limit = 20
) -> Any:
    found = need_queries.filtered(_reader(request), state=state, kind=kind)
    return newest_first(found, cursor, limit, lambda row: row)


@needs.get("/topics", response=Topics, summary="Open needs by topic, the most urgent first")
def topics(request: HttpRequest) -> Any:
    ranked = need_queries.ranked(_reader(request))
    names = ("kind", "code", "title", "needs", "units", "population", "oldest_on")
    return {
        "items": [
            {name: getattr(each.topic, name) for name in names} | {"points": each.points}
            for each in ranked
        ]
    }


@needs.post("", response={201: NeedOut}, summary="A unit asks for something")
def propose(request: HttpRequest, response: HttpResponse, said: NeedIn) -> Any:
    made = need_acts.propose(by=_reader(request), **said.dict())
    conditions.tagged(response, made.hlc)
    return 201, made


@plans.get("", response=Listed[PlanOut], summary="Plans of my side, and approved ones above it")
def listed_plans(request: HttpRequest, cursor: str = "", limit: Limit = 20) -> Any:
    return newest_first(need_queries.plans_of(_reader(request)), cursor, limit, lambda row: row)


@plans.get("/{uuid:plan_id}", response=PlanRead, summary="One plan with its lines")
def read_plan(request: HttpRequest, plan_id: uuid.UUID) -> Any:
    found = need_queries.plans_of(_reader(request)).filter(pk=plan_id).first()
    if found is None:
        raise Http404
    names = ("id", "unit_id", "year", "title", "state", "decision", "approved_on")
    shown = {name: getattr(found, name) for name in names}
    return shown | {"lines": list(need_queries.lines_of(found))}


def _shown(found: UnitSurvey) -> dict[str, Any]:
    is_done = found.state == UnitSurvey.State.SUBMITTED
    form = survey_acts.form_of(found)
    return {
        **{name: getattr(found, name) for name in _FIELDS},
        "answers": survey_acts.first_answers(found, form),
        "gaps": list(survey_queries.gaps_in(found)) if is_done else [],
    }


_FIELDS = (
    "id", "campaign_id", "unit_id", "to_unit_id", "year", "form_code", "due_on", "state", "points", "of",
    "population", "submitted_on",
)  # fmt: skip


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được công tác chỉ đạo tuyến."))
    return who


def _survey(who: Actor, survey_id: uuid.UUID) -> UnitSurvey:
    found = survey_queries.visible_to(who).filter(pk=survey_id).first()
    if found is None:
        raise Http404
    assert isinstance(found, UnitSurvey)
    return found
