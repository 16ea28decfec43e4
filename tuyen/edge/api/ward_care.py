"""Orders of a stay and what was done of them: drugs, nursing care, the plan of a shift, ticks."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.rulebook import NoneInForce
from tuyen.domains.ward import actions, bedside, rules
from tuyen.domains.ward.models import CareAct, NursingOrder
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.sheets import line_of
from tuyen.edge.api.visits import LineIn
from tuyen.edge.api.wards import Reason, moment, nurse, stay_of
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Admission, MedicationRequest

router = Router(tags=["wards"])


class DrugOrderOut(Schema):
    """`is_active`: neither stopped nor past its last day. Stopping writes the line anew, under a new id."""

    id: uuid.UUID
    drug_code: str
    drug: str
    strength: str
    dose: str
    quantity: float
    unit: str
    days: int | None
    day: dt.date
    ends_on: dt.date | None
    is_active: bool
    stopped_at: dt.datetime | None
    why_stopped: str


class DrugOrders(Schema):
    items: list[DrugOrderOut]


class CareOrderIn(Schema):
    """Empty `due_at`: now. Without `every_hours` it is done once."""

    title: str = Field(max_length=200)
    due_at: dt.datetime | None = None
    every_hours: int | None = Field(None, ge=1, le=168)


class CareOrderOut(Schema):
    id: uuid.UUID
    title: str
    due_at: dt.datetime
    every_hours: int | None
    stopped_at: dt.datetime | None
    ordered_by_name: str


class CareOrders(Schema):
    items: list[CareOrderOut]


class TickIn(Schema):
    """`source_id` and `at` as the plan says them. `note` says why something was not done."""

    source_id: uuid.UUID
    at: dt.datetime
    outcome: Literal["done", "refused", "held"] = "done"
    note: str = Field("", max_length=300)


class TickOut(Schema):
    """`outcome`: done, refused, held, struck (ticked by mistake). `kind`: drug, care, vitals, stop."""

    id: uuid.UUID
    kind: str
    source_id: uuid.UUID
    title: str
    planned_at: dt.datetime
    done_at: dt.datetime
    outcome: str
    note: str
    done_by_name: str


class TaskOfShiftOut(Schema):
    """One thing that falls due on the shift. `tick`: what was done of it; none while it is open."""

    stay_id: uuid.UUID
    person_id: uuid.UUID
    place: str
    kind: str
    source_id: uuid.UUID
    title: str
    at: dt.datetime
    is_late: bool
    tick: TickOut | None


class ShiftOut(Schema):
    code: str
    first: dt.datetime
    last: dt.datetime
    items: list[TaskOfShiftOut]


@router.get("/shift", response=ShiftOut, summary="What falls due on a shift, over all beds")
def shift(request: HttpRequest, at: dt.datetime | None = None) -> Any:
    """`at`: any hour of the shift that is meant; empty: the one that runs now."""
    who, this = nurse(request), _shift_at(at)
    tasks = bedside.tasks_of_shift(who, this)
    note_reads({task.stay.patient_id for task in tasks}, who, what="api")
    return _shift(this, tasks)


@router.get(
    "/stays/{uuid:stay_id}/plan",
    response=ShiftOut,
    summary="What falls due for one stay on a shift",
)
def plan(request: HttpRequest, stay_id: uuid.UUID, at: dt.datetime | None = None) -> Any:
    stay, chart = _opened(request, stay_id)
    this = _shift_at(at)
    work = bedside.work_of_stay(chart, stay)
    return _shift(this, bedside.tasks_of_stay(chart, stay, work, this))


def _shift_at(at: dt.datetime | None) -> rules.Shift:
    try:
        return rules.shift_at(moment(at) or clock.now())
    except (NoneInForce, OverflowError, ValueError):
        text = _("Máy chưa có quy định về ca của ngày này. Xin kiểm tra lại ngày.")
        raise Refused(text, field="at") from None


def _shift(this: rules.Shift, tasks: Iterable[bedside.Task]) -> dict[str, Any]:
    dues = [
        {
            "stay_id": task.stay.id,
            "person_id": task.person.id,
            "place": task.place,
            "kind": task.due.kind,
            "source_id": task.due.source_id,
            "title": task.due.title,
            "at": task.due.at,
            "is_late": task.is_late,
            "tick": task.act,
        }
        for task in tasks
    ]
    return {"code": this.code, "first": this.first, "last": this.last, "items": dues}


@router.get("/stays/{uuid:stay_id}/drugs", response=DrugOrders, summary="Drug orders of a stay")
def drugs(request: HttpRequest, stay_id: uuid.UUID) -> Any:
    stay, chart = _opened(request, stay_id)
    return {"items": [_drug(row) for row in bedside.drugs_of(chart, stay)]}


@router.post(
    "/stays/{uuid:stay_id}/drugs",
    response={201: DrugOrderOut},
    summary="A drug for somebody who lies here; judged like a prescription",
)
def order_drug(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: LineIn
) -> Any:
    stay, chart = _opened(request, stay_id)
    who = chart.who
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    line = line_of(said, clock.today(), who)
    try:
        made = actions.order_drug(admission=stay, line=line, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        made = _earlier(chart, MedicationRequest, earlier, response)
    conditions.tagged(response, made.hlc)
    return 201, _drug(bedside.drug_row(made, None))


@router.post(
    "/stays/{uuid:stay_id}/drugs/{uuid:request_id}/stop",
    response=DrugOrderOut,
    summary="Not given from now on",
)
def stop_drug(request: HttpRequest, stay_id: uuid.UUID, request_id: uuid.UUID, said: Reason) -> Any:
    """`request_id` as the list says it; once stopped the line stands there under its new id."""
    stay, chart = _opened(request, stay_id)
    lines = chart.of(MedicationRequest).filter(encounter_id=stay.id)
    line = lines.filter(pk=request_id).first()
    if line is None:
        if lines.filter(amends_id=request_id).exists():
            raise actions.stopped_before()
        raise Http404
    actions.stop_drug(request=line, admission=stay, why=said.why, by=chart.who)
    rows = bedside.drugs_of(chart, stay)
    return next(_drug(row) for row in rows if row.line.amends_id == line.id)


@router.get("/stays/{uuid:stay_id}/care", response=CareOrders, summary="Nursing orders of a stay")
def care_orders(request: HttpRequest, stay_id: uuid.UUID) -> Any:
    stay, chart = _opened(request, stay_id)
    return {"items": bedside.work_of_stay(chart, stay).orders}


@router.post(
    "/stays/{uuid:stay_id}/care",
    response={201: CareOrderOut},
    summary="Something for the nurses: once, or every so many hours",
)
def order_care(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: CareOrderIn
) -> Any:
    stay, chart = _opened(request, stay_id)
    who = chart.who
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    told = said.model_dump() | {"due_at": moment(said.due_at)}
    try:
        made = actions.order_care(admission=stay, by=who, repeat=repeat, **told)
    except changes.Repeated as earlier:
        made = _earlier(chart, NursingOrder, earlier, response)
    conditions.tagged(response, made.hlc)
    return 201, made


@router.get(
    "/stays/{uuid:stay_id}/care/{uuid:order_id}", response=CareOrderOut, summary="One nursing order"
)
def care_order(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, order_id: uuid.UUID
) -> Any:
    stay, chart = _opened(request, stay_id)
    order = _care_order(chart, stay, order_id)
    conditions.tagged(response, order.hlc)
    return order


def _care_order(chart: Chart, stay: Admission, order_id: uuid.UUID) -> NursingOrder:
    order = chart.of(NursingOrder).filter(admission_id=stay.id, pk=order_id).first()
    if order is None:
        raise Http404
    return order


@router.post(
    "/stays/{uuid:stay_id}/care/{uuid:order_id}/stop",
    response=CareOrderOut,
    summary="Not done from now on",
)
def stop_care(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, order_id: uuid.UUID
) -> Any:
    stay, chart = _opened(request, stay_id)
    order = _care_order(chart, stay, order_id)
    conditions.require_match(request, order.hlc)
    actions.stop_care(order=order, by=chart.who)
    conditions.tagged(response, order.hlc)
    return order


@router.get(
    "/stays/{uuid:stay_id}/ticks",
    response=Listed[TickOut],
    summary="What was done, refused, held, struck or stopped, newest first",
)
def ticks(
    request: HttpRequest, stay_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    stay, chart = _opened(request, stay_id)
    rows = chart.of(CareAct).filter(admission_id=stay.id)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.post(
    "/stays/{uuid:stay_id}/ticks",
    response={201: TickOut},
    summary="A dose given, a task done; or refused, or held, and why",
)
def tick(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: TickIn) -> Any:
    """Each hour of each order once: a second tick is refused, whoever sends it."""
    stay, chart = _opened(request, stay_id)
    who = chart.who
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if repeat and isinstance(earlier := repeat.outcome(), changes.Repeated):
        return 201, _earlier(chart, CareAct, earlier, response)
    due = _due(chart, stay, said)
    told = {"outcome": said.outcome, "note": said.note}
    return 201, actions.do_care(admission=stay, due=due, by=who, repeat=repeat, **told)


def _due(chart: Chart, stay: Admission, said: TickIn) -> rules.Due:
    try:
        found = bedside.task_at(chart, stay, said.source_id, moment(said.at) or said.at)
    except (NoneInForce, OverflowError, ValueError):
        found = None
    if found is None:
        raise Refused(
            _("Giờ này không có trong kế hoạch của người bệnh. Đọc lại kế hoạch của ca."),
            field="at",
            code="not_due",
        )
    return found.due


@router.post(
    "/stays/{uuid:stay_id}/ticks/{uuid:tick_id}/strike",
    response=TickOut,
    summary="Ticked by mistake: struck, to be read with the reason, and due again",
)
def strike(request: HttpRequest, stay_id: uuid.UUID, tick_id: uuid.UUID, said: Reason) -> Any:
    stay, chart = _opened(request, stay_id)
    found = chart.of(CareAct).filter(admission_id=stay.id, pk=tick_id).first()
    if found is None:
        raise Http404
    return actions.strike_care(act=found, why=said.why, by=chart.who)


def _opened(request: HttpRequest, stay_id: uuid.UUID) -> tuple[Admission, Chart]:
    who: Actor = nurse(request)
    stay = stay_of(stay_id, who)
    return stay, opened_chart(stay.patient_id, who, what="api")


def _earlier(chart: Chart, model: Any, earlier: Any, response: HttpResponse) -> Any:
    """What came of the same request the first time; 404 where it was replaced since."""
    found = chart.of(model).filter(pk=earlier.result_id).first()
    if found is None:
        raise Http404
    response[conditions.REPLAYED] = "true"
    return found


def _drug(row: bedside.DrugRow) -> dict[str, Any]:
    names = ("id", "drug_code", "drug", "strength", "dose", "quantity", "unit", "days", "day")
    return {name: getattr(row.line, name) for name in names} | {
        "ends_on": row.ends_on,
        "is_active": row.is_active,
        "stopped_at": row.stop.done_at if row.stop else None,
        "why_stopped": row.stop.note if row.stop else "",
    }
