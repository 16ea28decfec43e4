"""Orders, specimens and results, through the same actions as the pages."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first, newest_first_of
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.actions import orders as order_acts
from tuyen.record.actions import results as result_acts
from tuyen.record.actions import second_looks
from tuyen.record.actions import specimens as specimen_acts
from tuyen.record.chart import Chart, ChartClosed, chart_of, opened_chart
from tuyen.record.models import Order, Specimen
from tuyen.record.queries import orders as queries

router = Router(tags=["orders"])
of_person = Router(tags=["orders"])
specimens = Router(tags=["orders"])

Stage = Literal["collect", "do", "verify", "unread", "second"]


class WantedIn(Schema):
    """`code`: of the list of orderables. `performer_id`: unit that carries it out; own when empty."""

    code: str = Field(max_length=40)
    performer_id: uuid.UUID | None = None


class SheetIn(Schema):
    items: list[WantedIn] = Field(min_length=1, max_length=60)
    reason: str = Field("", max_length=300)
    is_urgent: bool = False
    visit_id: uuid.UUID | None = None


class ResultEntryIn(Schema):
    """`values`: analyte → as it would be typed: "4,1", "<5", "+"."""

    order_id: uuid.UUID
    values: dict[str, str] = Field({}, max_length=60)
    findings: str = Field("", max_length=5000)
    conclusion: str = Field("", max_length=5000)


class EntriesIn(Schema):
    entries: list[ResultEntryIn] = Field(min_length=1, max_length=60)


class CorrectionIn(Schema):
    values: dict[str, str] = Field({}, max_length=60)
    findings: str = Field("", max_length=5000)
    conclusion: str = Field("", max_length=5000)
    why: str = Field(max_length=300)


class OrderWhyIn(Schema):
    why: str = Field(max_length=300)


class SecondLookIn(Schema):
    """`note` is needed where the second reader sees something else."""

    agrees: bool
    note: str = Field("", max_length=300)


class NoteIn(Schema):
    note: str = Field("", max_length=300)


class CollectionIn(Schema):
    order_ids: list[uuid.UUID] = Field(min_length=1, max_length=60)


class RejectionIn(Schema):
    rejection: str = Field(max_length=20)
    note: str = Field("", max_length=300)


class FigureOut(Schema):
    code: str
    value: float | None
    value_text: str
    unit: str
    low: float | None
    high: float | None
    interpretation: str


class ResultOut(Schema):
    id: uuid.UUID
    status: str
    findings: str
    conclusion: str
    is_abnormal: bool
    is_critical: bool
    occurred_at: dt.datetime
    entered_name: str
    verified_name: str
    verified_at: dt.datetime | None
    amends_id: uuid.UUID | None
    why: str
    same_person: str
    figures: list[FigureOut]


class OrderOut(Schema):
    id: uuid.UUID
    requisition_id: uuid.UUID
    person_id: uuid.UUID
    unit_id: uuid.UUID
    performer_id: uuid.UUID
    category: str
    code: str
    title: str
    is_urgent: bool
    reason: str
    requester_name: str
    requested_at: dt.datetime
    status: str
    status_reason: str
    specimen_id: uuid.UUID | None
    is_critical: bool
    acknowledged_at: dt.datetime | None
    second_look: str
    second_look_name: str
    second_look_note: str
    result: ResultOut | None


class SpecimenOut(Schema):
    id: uuid.UUID
    number: str
    kind: str
    status: str
    collected_at: dt.datetime
    received_at: dt.datetime | None
    rejection: str
    rejection_note: str


class Placed(Schema):
    requisition_id: uuid.UUID
    ids: list[uuid.UUID]


class Waiting(Schema):
    id: uuid.UUID
    requisition_id: uuid.UUID
    person_id: uuid.UUID
    code: str
    title: str
    status: str
    is_urgent: bool
    requested_at: dt.datetime


@of_person.get(
    "/{uuid:person_id}/orders",
    response=Listed[OrderOut],
    summary="Orders of a person with their results, newest first",
)
def of_one(
    request: HttpRequest, person_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return newest_first_of(chart.of(Order), cursor, limit, lambda orders: orders_out(chart, orders))


@of_person.post("/{uuid:person_id}/orders", response={201: Placed}, summary="Order tests")
def place(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: SheetIn) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if requisition_id := _earlier(repeat, response):
        ids = [row.id for row in queries.orders_of(requisition_id, who)]
        return 201, {"requisition_id": requisition_id, "ids": ids}
    rows = order_acts.place_orders(
        person_id=person_id,
        wanted=[order_acts.Wanted(each.code, each.performer_id) for each in said.items],
        reason=said.reason,
        is_urgent=said.is_urgent,
        encounter_id=said.visit_id,
        by=who,
        repeat=repeat,
    )
    return 201, {"requisition_id": rows[0].requisition_id, "ids": [row.id for row in rows]}


@of_person.post(
    "/{uuid:person_id}/specimens",
    response={201: list[SpecimenOut]},
    summary="Take the specimens that these orders need",
)
def collect(request: HttpRequest, person_id: uuid.UUID, said: CollectionIn) -> Any:
    who = asker(request)
    chart = chart_of(person_id, who)
    rows = _of_person(chart, said.order_ids)
    return 201, specimen_acts.collect_specimens(orders=rows, by=who)


@of_person.post(
    "/{uuid:person_id}/results",
    response={201: list[OrderOut]},
    summary="Enter results of this person's orders",
)
def enter(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: EntriesIn
) -> Any:
    """One order of somebody else refuses all. Where a second person must verify, they wait."""
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    chart = chart_of(person_id, who)
    rows = {row.id: row for row in _visible(chart.who, [each.order_id for each in said.entries])}
    if not _earlier(repeat, response):
        entries = [_entry(rows[each.order_id], each) for each in said.entries]
        result_acts.enter_results(person_id=person_id, entries=entries, by=who, repeat=repeat)
    return 201, orders_out(chart, list(rows.values()))


@router.get("", response=Listed[Waiting], summary="What waits at my unit, by stage")
def waiting(
    request: HttpRequest, stage: Stage = "do", cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = asker(request)
    lists = {"unread": queries.unread_by, "second": queries.to_look_again}
    rows = lists[stage](who) if stage in lists else queries.at_stage(who, stage)
    listed = newest_first(rows, cursor, limit, _waiting)
    note_reads({each["person_id"] for each in listed["items"]}, who, what="api_orders")
    return listed


@router.get("/{uuid:order_id}", response=OrderOut, summary="One order with its result in force")
def read(request: HttpRequest, response: HttpResponse, order_id: uuid.UUID) -> Any:
    chart, row = _opened(order_id, asker(request))
    conditions.tagged(response, row.hlc)
    return orders_out(chart, [row])[0]


@router.post("/{uuid:order_id}/verification", response=OrderOut, summary="Verify what was entered")
def verify(request: HttpRequest, order_id: uuid.UUID) -> Any:
    chart, row = _matched(request, order_id)
    result_acts.verify_results(orders=[row], by=chart.who)
    return orders_out(chart, [row])[0]


@router.post(
    "/{uuid:order_id}/corrections",
    response={201: OrderOut},
    summary="Replace a verified result; the earlier one stays in the history",
)
def correct(request: HttpRequest, order_id: uuid.UUID, said: CorrectionIn) -> Any:
    chart, row = _matched(request, order_id)
    entry = result_acts.Entry(row, said.values, said.findings, said.conclusion)
    result_acts.correct_result(entry=entry, why=said.why, by=chart.who)
    return 201, orders_out(chart, [row])[0]


@router.post(
    "/{uuid:order_id}/second-look",
    response=OrderOut,
    summary="A second eye on what one person read and verified alone",
)
def look_again(request: HttpRequest, order_id: uuid.UUID, said: SecondLookIn) -> Any:
    chart, row = _matched(request, order_id)
    second_looks.look_again(order=row, agrees=said.agrees, note=said.note, by=chart.who)
    return orders_out(chart, [row])[0]


@router.post(
    "/{uuid:order_id}/acknowledgement", response={204: None}, summary="The result was read"
)
def acknowledge(request: HttpRequest, order_id: uuid.UUID, said: NoteIn) -> Any:
    chart, row = _matched(request, order_id)
    order_acts.acknowledge_results(orders=[row], by=chart.who, note=said.note)
    return 204, None


@router.post("/{uuid:order_id}/cancellation", response={204: None}, summary="Withdraw an order")
def cancel(request: HttpRequest, order_id: uuid.UUID, said: OrderWhyIn) -> Any:
    chart, row = _matched(request, order_id)
    order_acts.cancel_order(order=row, why=said.why, by=chart.who)
    return 204, None


@specimens.post("/{uuid:specimen_id}/receipt", response=SpecimenOut, summary="Receive a specimen")
def receive(request: HttpRequest, specimen_id: uuid.UUID) -> Any:
    who = asker(request)
    return specimen_acts.receive_specimen(specimen=_specimen(specimen_id, who), by=who)


@specimens.post("/{uuid:specimen_id}/rejection", response=SpecimenOut, summary="Refuse a specimen")
def reject(request: HttpRequest, specimen_id: uuid.UUID, said: RejectionIn) -> Any:
    who = asker(request)
    return specimen_acts.reject_specimen(
        specimen=_specimen(specimen_id, who), rejection=said.rejection, note=said.note, by=who
    )


def orders_out(chart: Chart, orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Orders with results and figures; four statements for any number of them."""
    subject = chart.person.canonical_id or chart.person.id
    return [_order(each, subject) for each in queries.with_answers(chart, list(orders))]


def _order(answered: queries.Answered, subject: uuid.UUID) -> dict[str, Any]:
    shown = {name: getattr(answered.order, name, None) for name in OrderOut.model_fields}
    result = answered.result
    if result is not None:
        said = {name: getattr(result, name, None) for name in ResultOut.model_fields}
        shown["result"] = said | {"figures": answered.figures}
    return shown | {"person_id": subject}


def _waiting(row: Order) -> dict[str, Any]:
    shown = {name: getattr(row, name, None) for name in Waiting.model_fields}
    return shown | {"person_id": row.patient_id}


def _entry(row: Order, said: ResultEntryIn) -> result_acts.Entry:
    return result_acts.Entry(row, said.values, said.findings, said.conclusion)


def _earlier(repeat: changes.Repeat | None, response: HttpResponse) -> uuid.UUID | None:
    """What came of the same request before; KeyReused for another content under its key."""
    earlier = repeat.outcome() if repeat else None
    if isinstance(earlier, Refused):
        raise earlier
    if not isinstance(earlier, changes.Repeated):
        return None
    response[conditions.REPLAYED] = "true"
    return earlier.result_id


def _visible(who: Actor, ids: Sequence[uuid.UUID]) -> list[Order]:
    """All of these orders, or 404: one that is hidden is not there."""
    found = list(queries.visible_to(who).filter(pk__in=list(ids)))
    if len(found) != len(set(ids)):
        raise Http404
    return found


def _of_person(chart: Chart, ids: Sequence[uuid.UUID]) -> list[Order]:
    found = _visible(chart.who, ids)
    if any(row.patient_id not in chart.patient_ids for row in found):
        raise Http404
    return found


def _opened(order_id: uuid.UUID, who: Actor) -> tuple[Chart, Order]:
    """404 for an order that is not there, is hidden, or whose chart is closed."""
    row = queries.order_with(order_id, who)
    if row is None:
        raise Http404
    try:
        return opened_chart(row.patient_id, who, what="api"), row
    except ChartClosed:
        raise Http404 from None


def _matched(request: HttpRequest, order_id: uuid.UUID) -> tuple[Chart, Order]:
    chart, row = _opened(order_id, asker(request))
    conditions.require_match(request, row.hlc)
    return chart, row


def _specimen(specimen_id: uuid.UUID, who: Actor) -> Specimen:
    row = queries.specimen_with(specimen_id, who)
    if row is None:
        raise Http404
    try:
        chart_of(row.patient_id, who)
    except ChartClosed:
        raise Http404 from None
    return row
