"""Rounds of supervision as both sides see them: plans, rounds, findings, corrections and their steps."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.supervision.actions import checklists, corrections
from tuyen.domains.supervision.actions import rounds as acts
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.domains.supervision.permissions import may_manage
from tuyen.domains.supervision.queries import findings as known_findings
from tuyen.domains.supervision.queries import rounds as known_rounds
from tuyen.domains.supervision.rules import days_late
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes, forms

router = Router(tags=["supervision"])


class SupervisionPlanOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    from_on: dt.date
    to_on: dt.date
    number: str


class RoundOut(Schema):
    """`unit_id` supervises `to_unit_id`; `led_by`: another body that leads. `status`: planned, under_way,
    concluded, cancelled."""

    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    plan_id: uuid.UUID | None
    starts_on: dt.date
    ends_on: dt.date
    purpose: str
    form_code: str
    leader_name: str
    led_by: str
    status: str
    number: str
    concluded_on: dt.date | None


class CorrectionOut(Schema):
    """What the unit must do about a finding. `status`: draft (before the minutes), open, reported, accepted.
    `days_late` counts to the day it was mended, or to today."""

    id: uuid.UUID
    round_id: uuid.UUID
    finding_id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    grade: str
    finding_text: str
    what: str
    owner_name: str
    first_due_on: dt.date
    due_on: dt.date
    status: str
    done_on: dt.date | None
    evidence: str
    follow_up: str
    accepted_on: dt.date | None
    days_late: int


class RoundRead(RoundOut):
    """Answers, points, findings and conclusion: the team's alone before the minutes."""

    points: float | None
    of: float | None
    conclusion: str
    unit_said: str
    answers: dict[str, Any]
    corrections: list[CorrectionOut]


class MemberIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    body: str = Field("", max_length=200)


class RoundIn(Schema):
    """`form_code`: a form of kind supervision."""

    to_unit_id: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    purpose: str = Field(min_length=1, max_length=300)
    form_code: str = Field(max_length=60)
    leader_name: str = Field(min_length=1, max_length=120)
    led_by: str = Field("", max_length=200)
    team: list[MemberIn] = Field([], max_length=30)


class ChecklistIn(Schema):
    """`complete` hands it in: points lost become findings as the form says."""

    answers: dict[str, Any]
    complete: bool = False


class FindingIn(Schema):
    grade: str = Field(max_length=10)
    text: str = Field(min_length=1, max_length=500)
    what: str = Field("", max_length=500)


class MinutesIn(Schema):
    conclusion: str = Field(min_length=1, max_length=4000)
    unit_said: str = Field("", max_length=4000)
    number: str = Field("", max_length=60)


class MendedIn(Schema):
    """Photographs are sent from the page."""

    done_on: dt.date
    evidence: str = Field(min_length=1, max_length=4000)


class RemarkIn(Schema):
    remark: str = Field("", max_length=500)


class LaterIn(Schema):
    due_on: dt.date
    why: str = Field(min_length=1, max_length=300)


@router.get("/plans", response=Listed[SupervisionPlanOut], summary="Plans within reach")
def plans(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(known_rounds.plans_of(_reader(request)), cursor, limit, lambda row: row)


@router.get(
    "/rounds", response=Listed[RoundOut], summary="Rounds of which one side is within reach"
)
def rounds(
    request: HttpRequest,
    status: Literal["", "planned", "under_way", "concluded", "cancelled"] = "",
    to_unit_id: uuid.UUID | None = None,
    plan_id: uuid.UUID | None = None,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    asked = {"status": status, "to_unit_id": to_unit_id, "plan_id": plan_id}
    rows = known_rounds.visible_to(_reader(request))
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get("/rounds/{uuid:round_id}", response=RoundRead, summary="One round with its findings")
def read_round(request: HttpRequest, response: HttpResponse, round_id: uuid.UUID) -> Any:
    who = _reader(request)
    found = _round(who, round_id)
    conditions.tagged(response, found.hlc)
    return _whole(found, who)


@router.post("/rounds", response={201: RoundRead}, summary="Put a round on the calendar")
def plan_round(request: HttpRequest, response: HttpResponse, said: RoundIn) -> Any:
    who = _reader(request)
    told = said.model_dump()
    made = acts.plan_round(wanted=acts.Wanted(**told), by=who)
    conditions.tagged(response, made.hlc)
    return 201, _whole(made, who)


@router.put(
    "/rounds/{uuid:round_id}/checklist", response=RoundRead, summary="Fill in the checklist"
)
def fill(
    request: HttpRequest, response: HttpResponse, round_id: uuid.UUID, said: ChecklistIn
) -> Any:
    who = _reader(request)
    found = _round(who, round_id)
    earlier = known_findings.response_of(found)
    form = (
        forms.kept(earlier.form_code, earlier.form_version)
        if earlier
        else forms.find(found.form_code, on=found.starts_on)
    )
    try:
        checklists.fill(
            round_=found,
            form=form,
            answers=said.answers,
            is_complete=said.complete,
            by=who,
            repeat=conditions.repeat_of(request, who, said.model_dump(mode="json")),
        )
    except changes.Repeated:
        response[conditions.REPLAYED] = "true"
        found = _round(who, round_id)
    conditions.tagged(response, found.hlc)
    return _whole(found, who)


@router.post("/rounds/{uuid:round_id}/findings", response={201: RoundRead}, summary="Add a finding")
def add_finding(
    request: HttpRequest, response: HttpResponse, round_id: uuid.UUID, said: FindingIn
) -> Any:
    who = _reader(request)
    found = _round(who, round_id)
    checklists.add_finding(round_=found, by=who, **said.model_dump())
    conditions.tagged(response, found.hlc)
    return 201, _whole(found, who)


@router.post("/rounds/{uuid:round_id}/conclude", response=RoundRead, summary="Sign the minutes")
def conclude(
    request: HttpRequest, response: HttpResponse, round_id: uuid.UUID, said: MinutesIn
) -> Any:
    who = _reader(request)
    found = _round(who, round_id)
    conditions.require_match(request, found.hlc)
    made = checklists.conclude(round_=found, by=who, **said.model_dump())
    conditions.tagged(response, made.hlc)
    return _whole(made, who)


@router.get("/corrections", response=Listed[CorrectionOut], summary="Corrections on either side")
def listed_corrections(
    request: HttpRequest,
    state: Literal["", "open", "waiting", "overdue", "reported", "late", "done"] = "",
    grade: str = "",
    to_unit_id: uuid.UUID | None = None,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who, today = _reader(request), clock.today()
    rows = known_findings.filtered(who, today, state=state, grade=grade, unit_id=to_unit_id)
    return newest_first(rows, cursor, limit, _correction_told)


@router.get("/corrections/{uuid:action_id}", response=CorrectionOut, summary="One correction")
def read_correction(request: HttpRequest, response: HttpResponse, action_id: uuid.UUID) -> Any:
    found = _correction(_reader(request), action_id)
    conditions.tagged(response, found.hlc)
    return _correction_told(found)


@router.post(
    "/corrections/{uuid:action_id}/report",
    response=CorrectionOut,
    summary="The unit mended it, shown by what",
)
def report(
    request: HttpRequest, response: HttpResponse, action_id: uuid.UUID, said: MendedIn
) -> Any:
    found, who = _for_step(request, action_id)
    made = corrections.report(action=found, files=[], by=who, **said.model_dump())
    return _stepped(response, made)


@router.post(
    "/corrections/{uuid:action_id}/accept", response=CorrectionOut, summary="Seen and closed"
)
def accept(
    request: HttpRequest, response: HttpResponse, action_id: uuid.UUID, said: RemarkIn
) -> Any:
    found, who = _for_step(request, action_id)
    return _stepped(response, corrections.accept(action=found, remark=said.remark, by=who))


@router.post(
    "/corrections/{uuid:action_id}/send-back", response=CorrectionOut, summary="Not mended yet"
)
def send_back(
    request: HttpRequest, response: HttpResponse, action_id: uuid.UUID, said: RemarkIn
) -> Any:
    found, who = _for_step(request, action_id)
    return _stepped(response, corrections.send_back(action=found, remark=said.remark, by=who))


@router.post(
    "/corrections/{uuid:action_id}/extend", response=CorrectionOut, summary="A later deadline"
)
def extend(
    request: HttpRequest, response: HttpResponse, action_id: uuid.UUID, said: LaterIn
) -> Any:
    found, who = _for_step(request, action_id)
    return _stepped(response, corrections.extend(action=found, by=who, **said.model_dump()))


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may("direction.see"):
        raise NotPermitted(_("Vai trò hiện tại không xem được công tác chỉ đạo tuyến."))
    return who


def _round(who: Actor, round_id: uuid.UUID) -> SupervisionRound:
    found = known_rounds.visible_to(who).filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def _correction(who: Actor, action_id: uuid.UUID) -> CorrectiveAction:
    found = known_findings.visible_to(who).filter(pk=action_id).first()
    if found is None:
        raise Http404
    return found


def _for_step(request: HttpRequest, action_id: uuid.UUID) -> tuple[CorrectiveAction, Actor]:
    who = _reader(request)
    found = _correction(who, action_id)
    conditions.require_match(request, found.hlc)
    return found, who


def _stepped(response: HttpResponse, made: CorrectiveAction) -> dict[str, Any]:
    conditions.tagged(response, made.hlc)
    return _correction_told(made)


_ROUND = tuple(RoundOut.model_fields)
_CORRECTION = tuple(name for name in CorrectionOut.model_fields if name != "days_late")
_OF_THE_TEAM = ("points", "of", "conclusion", "unit_said")


def _whole(found: SupervisionRound, who: Actor) -> dict[str, Any]:
    """Before the minutes, the side that is supervised reads the calendar alone, as on the page."""
    shown = {name: getattr(found, name) for name in _ROUND}
    is_open = found.status != SupervisionRound.Status.CONCLUDED
    if is_open and not may_manage(who, found):
        hidden = {"points": None, "of": None, "conclusion": "", "unit_said": ""}
        return shown | hidden | {"answers": {}, "corrections": []}
    answered = known_findings.response_of(found)
    return shown | {
        **{name: getattr(found, name) for name in _OF_THE_TEAM},
        "answers": answered.answers if answered else {},
        "corrections": [_correction_told(each) for each in known_findings.of_round(found)],
    }


def _correction_told(row: CorrectiveAction) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in _CORRECTION}
    return shown | {"days_late": days_late(row.due_on, row.done_on, clock.today())}
