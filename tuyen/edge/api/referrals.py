"""Referrals: sent, answered, arrived, replied to, taken back, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.record.actions import receiving
from tuyen.record.actions import referrals as acts
from tuyen.record.chart import ChartClosed, chart_of, opened_chart
from tuyen.record.models import Encounter, Referral
from tuyen.record.queries import referrals as queries
from tuyen.record.transfer import PlannedTask, ProposedLine, Reply, ReturnPlan, Transfer

router = Router(tags=["referrals"])
of_visit = Router(tags=["referrals"])


class ReferralIn(Schema):
    """Codes: lists urgency, transport, condition and specialty of the rulebook; transfer reason 1, 2, 3."""

    to_unit_id: uuid.UUID
    urgency: Literal["routine", "urgent", "emergency"] = "routine"
    reason_code: str = Field(max_length=4)
    diagnosis: str = Field(max_length=300)
    diagnosis_code: str = Field("", max_length=10)
    other_diagnoses: str = Field("", max_length=500)
    specialty: str = Field("", max_length=20)
    transport: str = Field("", max_length=20)
    escort: str = Field("", max_length=150)
    reason: str = Field("", max_length=300)
    condition: str = Field("", max_length=20)
    signs: str = Field("", max_length=6000)
    results: str = Field("", max_length=6000)
    treatment: str = Field("", max_length=6000)
    direction: str = Field("", max_length=2000)
    document_ids: list[uuid.UUID] = Field([], max_length=20)


class ReferralOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")
    follows_id: uuid.UUID | None
    number: str
    status: str
    from_unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    day: dt.date
    expected_by: dt.date
    urgency: str
    specialty: str
    transport: str
    reason_code: str
    reason: str
    diagnosis_code: str
    diagnosis: str
    other_diagnoses: str
    condition: str
    signs: str
    results: str
    treatment: str
    direction: str
    requested_at: dt.datetime
    requested_by_name: str
    decided_at: dt.datetime | None
    decision_note: str
    arrived_at: dt.datetime | None
    replied_at: dt.datetime | None
    outcome: str
    reply_diagnosis_code: str
    reply_diagnosis: str
    reply: str
    feedback: str
    returned_at: dt.datetime | None
    return_plan: str
    return_tasks: list[dict[str, Any]]
    return_lines: list[dict[str, Any]]
    closed_at: dt.datetime | None


class AnswerIn(Schema):
    """`redirect` needs `to_unit_id`; `refuse` and `redirect` need a note."""

    verb: Literal["accept", "refuse", "redirect"]
    note: str = Field("", max_length=300)
    to_unit_id: uuid.UUID | None = None


class ReferralWhyIn(Schema):
    why: str = Field(max_length=300)


class ReplyIn(Schema):
    outcome: str = Field(max_length=20)
    reply: str = Field(max_length=6000)
    reply_diagnosis: str = Field("", max_length=300)
    reply_diagnosis_code: str = Field("", max_length=10)
    feedback: str = Field("", max_length=20)
    feedback_note: str = Field("", max_length=300)


class TaskIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    due_on: dt.date


class ProposedLineIn(Schema):
    drug: str = Field(min_length=1, max_length=200)
    dose: str = Field(min_length=1, max_length=300)
    drug_code: str = Field("", max_length=40)
    quantity: float | None = Field(None, gt=0, le=100_000)
    unit: str = Field("", max_length=20)
    days: int | None = Field(None, ge=1, le=366)


class ReturnIn(ReplyIn):
    plan: str = Field("", max_length=6000)
    tasks: list[TaskIn] = Field([], max_length=10)
    lines: list[ProposedLineIn] = Field([], max_length=20)


@of_visit.post(
    "/{uuid:visit_id}/referrals", response={201: ReferralOut}, summary="Refer from a visit"
)
def refer(
    request: HttpRequest, response: HttpResponse, visit_id: uuid.UUID, said: ReferralIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    visit = Encounter.objects.filter(pk=visit_id).values_list("patient_id", flat=True).first()
    if visit is None:
        raise Http404
    try:
        chart = chart_of(visit, who)
    except ChartClosed:
        raise Http404 from None
    given = said.model_dump() | {"document_ids": tuple(said.document_ids)}
    row = acts.refer(
        person=chart, transfer=Transfer(**given), by=who, encounter_id=visit_id, repeat=repeat
    )
    return 201, _tagged(response, row)


@router.get(
    "", response=Listed[ReferralOut], summary="What came to the asker's unit, or what it sent"
)
def listed(
    request: HttpRequest,
    box: Literal["in", "out"] = "in",
    status: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """A referral whose chart is closed to this end again is left out."""
    who = asker(request)
    rows = queries.received_by(who) if box == "in" else queries.sent_by(who)
    if box == "in":
        rows = queries.still_open(rows)
    if status:
        rows = rows.filter(status=status)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get("/{uuid:referral_id}", response=ReferralOut, summary="One referral")
def read(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID) -> Any:
    return _tagged(response, _opened(referral_id, asker(request)))


@router.post("/{uuid:referral_id}/answer", response=ReferralOut, summary="Come, or not here")
def answer(
    request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, said: AnswerIn
) -> Any:
    """The answer to `redirect` is the new referral."""
    who, row = _asked(request, referral_id)
    if said.verb == "accept":
        return _tagged(response, receiving.accept(referral=row, note=said.note, by=who))
    if said.verb == "refuse":
        return _tagged(response, receiving.refuse(referral=row, why=said.note, by=who))
    further = receiving.redirect(
        referral=row, to_unit_id=said.to_unit_id or row.to_unit_id, why=said.note, by=who
    )
    return _tagged(response, further)


@router.post("/{uuid:referral_id}/arrival", response=ReferralOut, summary="The person has come")
def arrive(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID) -> Any:
    who, row = _asked(request, referral_id)
    return _tagged(response, receiving.arrive(referral=row, by=who))


@router.post("/{uuid:referral_id}/reply", response=ReferralOut, summary="What was found and done")
def reply(
    request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, said: ReplyIn
) -> Any:
    who, row = _asked(request, referral_id)
    return _tagged(
        response, receiving.reply(referral=row, answer=Reply(**said.model_dump()), by=who)
    )


@router.post("/{uuid:referral_id}/return", response=ReferralOut, summary="Back, with a plan")
def send_back(
    request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, said: ReturnIn
) -> Any:
    who, row = _asked(request, referral_id)
    told = said.model_dump(exclude={"plan", "tasks", "lines"})
    plan = ReturnPlan(
        plan=said.plan,
        tasks=tuple(PlannedTask(**each.model_dump()) for each in said.tasks),
        lines=tuple(ProposedLine(**each.model_dump()) for each in said.lines),
    )
    return _tagged(
        response, receiving.send_back(referral=row, answer=Reply(**told), plan=plan, by=who)
    )


@router.post(
    "/{uuid:referral_id}/take-back", response=ReferralOut, summary="The sender takes over the plan"
)
def take_back(request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID) -> Any:
    who, row = _asked(request, referral_id)
    return _tagged(response, acts.take_back(referral=row, by=who))


@router.post("/{uuid:referral_id}/cancellation", response=ReferralOut, summary="Taken back")
def cancel(
    request: HttpRequest, response: HttpResponse, referral_id: uuid.UUID, said: ReferralWhyIn
) -> Any:
    who, row = _asked(request, referral_id)
    return _tagged(response, acts.cancel(referral=row, why=said.why, by=who))


def _asked(request: HttpRequest, referral_id: uuid.UUID) -> tuple[Actor, Referral]:
    who = asker(request)
    row = _opened(referral_id, who)
    conditions.require_match(request, row.hlc)
    return who, row


def _opened(referral_id: uuid.UUID, who: Actor) -> Referral:
    """404 for a referral that is not there, is hidden, or whose chart is closed."""
    patient_id = queries.patient_of(referral_id, who)
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="api")
    except ChartClosed:
        raise Http404 from None
    row = chart.of(Referral).filter(pk=referral_id).first()
    if row is None:
        raise Http404
    return row


def _tagged(response: HttpResponse, row: Referral) -> Referral:
    conditions.tagged(response, row.hlc)
    return row
