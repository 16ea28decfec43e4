"""Response plans: what is in force, what the figures propose, the decision, the checklist of the phase."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.response_plans import permissions, rules
from tuyen.domains.response_plans.actions import phases as phase_actions
from tuyen.domains.response_plans.actions import plans as actions
from tuyen.domains.response_plans.models import PhaseSwitch, ResponsePlan
from tuyen.domains.response_plans.queries import ground
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["response plans"])


class ResponsePlanIn(Schema):
    """disease: a code of the rule `surveillance/diseases`, empty for every disease.

    within_days: cases with onset in so many last days are counted.
    """

    name: str = Field(min_length=1, max_length=160)
    disease: str = Field("", max_length=40)
    basis: str = Field("", max_length=200)
    within_days: int = Field(21, ge=1, le=actions.MOST_DAYS)


class ResponsePlanOut(ResponsePlanIn):
    """`status`: draft, approved or dropped. In force: approved, and `ended_on` null."""

    id: uuid.UUID
    unit_id: uuid.UUID
    version: int
    replaces_id: uuid.UUID | None
    status: str
    number: str
    approved_on: dt.date | None
    ended_on: dt.date | None
    ended_why: str


class ResponseSupplyOut(Schema):
    """`code`: how the unit's store names it; empty: it is only listed."""

    item: str
    amount: int
    unit: str
    code: str


class ResponseMeasureOut(Schema):
    """`due_hours`: from the change of phase."""

    key: str
    what: str
    who: str
    due_hours: int
    supplies: list[ResponseSupplyOut]


class ResponsePhaseOut(Schema):
    """`from_…`: proposed from this figure on; a phase without any is for a person to choose."""

    code: str
    name: str
    when: str
    from_cases: int | None
    from_places: int | None
    from_inpatients: int | None
    measures: list[ResponseMeasureOut]


class ResponseFiguresOut(Schema):
    """Counted cases of the last days, communes with one of them, and who lies in hospital now."""

    cases: int
    places: int
    inpatients: int


class PhaseSwitchOut(Schema):
    """`figures`: what was known then, null where nobody counted; `proposed`: the phase they gave."""

    id: uuid.UUID
    phase: str
    at: dt.datetime
    why: str
    figures: ResponseFiguresOut | None
    proposed: str
    by_name: str
    struck_at: dt.datetime | None
    struck_why: str


class ChecklistLineOut(Schema):
    """`is_done`: null while nobody marked the measure. `is_overdue`: not done and its time is over."""

    measure: str
    what: str
    who: str
    due_at: dt.datetime
    is_done: bool | None
    marked_at: dt.datetime | None
    marked_by: str
    note: str
    is_overdue: bool


class ResponsePlanWhole(ResponsePlanOut):
    """`figures` and `proposed`: of now, null for whoever may not see the cases of the plan's ground.

    `switches`: newest first; the first that is not struck is in force, `checklist` holds its measures.
    """

    phases: list[ResponsePhaseOut]
    figures: ResponseFiguresOut | None
    proposed: str | None
    switches: list[PhaseSwitchOut]
    checklist: list[ChecklistLineOut]


class PhaseSwitchIn(Schema):
    """at: when the decision holds from; null: now."""

    phase: str = Field(min_length=1, max_length=20)
    why: str = Field(min_length=1, max_length=300)
    at: dt.datetime | None = None


class MeasureMarkIn(Schema):
    """measure: its `key` in the phase that is in force. The last word on a measure counts."""

    measure: str = Field(min_length=1, max_length=40)
    is_done: bool
    note: str = Field("", max_length=300)


@router.get("", response=Listed[ResponsePlanOut], summary="Plans that one may see, newest first")
def listed(
    request: HttpRequest,
    state: str = queries.FORCE,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """state: force, drafts (of one's own unit) or ended."""
    rows = queries.listed(_reader(request), state)
    return newest_first(rows.order_by(), cursor, limit, lambda row: row)


@router.post("", response={201: ResponsePlanOut}, summary="Draft a plan with the template's phases")
def open_(request: HttpRequest, response: HttpResponse, said: ResponsePlanIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    row = conditions.once(
        response,
        repeat,
        lambda: actions.open_plan(said=actions.Said(**said.model_dump()), by=who, repeat=repeat),
        lambda id_: _found(id_, who),
    )
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get(
    "/{uuid:plan_id}", response=ResponsePlanWhole, summary="A plan, its phase and what is due in it"
)
def read(request: HttpRequest, response: HttpResponse, plan_id: uuid.UUID) -> Any:
    who = _reader(request)
    row = _found(plan_id, who)
    conditions.tagged(response, row.hlc)
    return _whole(row, who)


@router.post(
    "/{uuid:plan_id}/switches",
    response={201: PhaseSwitchOut},
    summary="The head of the unit puts the plan into a phase, with a reason",
)
def switch(
    request: HttpRequest, response: HttpResponse, plan_id: uuid.UUID, said: PhaseSwitchIn
) -> Any:
    who = _reader(request)
    row = _found(plan_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    made = conditions.once(
        response,
        repeat,
        lambda: phase_actions.switch(plan=row, by=who, repeat=repeat, **said.model_dump()),
        lambda id_: next(each for each in queries.switches_of(row) if each.id == id_),
    )
    return 201, made


@router.post(
    "/{uuid:plan_id}/marks",
    response={201: list[ChecklistLineOut]},
    summary="A measure of the phase in force is done, or not done after all",
)
def mark(request: HttpRequest, plan_id: uuid.UUID, said: MeasureMarkIn) -> Any:
    who = _reader(request)
    row = _found(plan_id, who)
    phase_actions.mark(plan=row, by=who, **said.model_dump())
    return 201, _checklist(row, queries.switches_of(row))


def _whole(row: ResponsePlan, who: Actor) -> dict[str, Any]:
    phases, switches = queries.phases_of(row), queries.switches_of(row)
    figures = ground.figures_of(row, who)
    offered = rules.proposed(phases, figures) if figures else None
    return {
        **ResponsePlanOut.from_orm(row).model_dump(),
        "phases": rules.said(phases),
        "figures": figures,
        "proposed": offered.code if offered else None,
        "switches": switches,
        "checklist": _checklist(row, switches),
    }


def _checklist(row: ResponsePlan, switches: list[PhaseSwitch]) -> list[dict[str, Any]]:
    return [_line(each) for each in queries.checklist_of(row, queries.in_force(switches))]


def _line(line: rules.Line) -> dict[str, Any]:
    return {
        "measure": line.measure.key,
        "what": line.measure.what,
        "who": line.measure.who,
        "due_at": line.due_at,
        "is_done": line.mark.is_done if line.mark else None,
        "marked_at": line.mark.at if line.mark else None,
        "marked_by": line.mark.by_name if line.mark else "",
        "note": line.mark.note if line.mark else "",
        "is_overdue": line.is_overdue,
    }


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được kế hoạch đáp ứng dịch."))
    return who


def _found(plan_id: uuid.UUID, who: Actor) -> ResponsePlan:
    row: ResponsePlan | None = queries.visible_to(who).filter(pk=plan_id).first()
    if row is None:
        raise Http404
    return row
