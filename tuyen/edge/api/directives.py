"""Directives of both sides: drafted, issued, read, reported, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions import directives as acts
from tuyen.domains.directives.actions import receiving
from tuyen.domains.directives.models import Directive, Duty, Receipt
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.rules.directives import Ask
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.attachments.answer import download

router = Router(tags=["directives"])


class DirectiveAsk(Schema):
    """What every addressed unit must do by a day."""

    title: str = Field(min_length=1, max_length=200)
    due_on: dt.date
    needs_evidence: bool = False


class DirectiveOut(Schema):
    """`unit_id`: the issuer. `status`: draft, approved, issued, superseded, withdrawn."""

    id: uuid.UUID
    unit_id: uuid.UUID
    number: str
    kind: str
    title: str
    body: str
    status: str
    audience: str
    asks: list[DirectiveAsk]
    issued_on: dt.date | None
    read_due_on: dt.date | None
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    supersedes_id: uuid.UUID | None
    superseded_by_id: uuid.UUID | None
    sent_to: int
    withdrawn_why: str


class ReceiptOut(Schema):
    """One directive at one unit. `read_at` is empty as long as nobody there has read it."""

    directive_id: uuid.UUID
    unit_id: uuid.UUID
    issuer_id: uuid.UUID
    number: str
    title: str
    status: str
    issued_on: dt.date
    read_due_on: dt.date
    read_at: dt.datetime | None
    read_by_name: str
    reminders: int


class DutyOut(Schema):
    """`status`: open, reported, returned, accepted, cancelled."""

    id: uuid.UUID
    unit_id: uuid.UUID
    issuer_id: uuid.UUID
    directive_id: uuid.UUID
    number: str
    title: str
    due_on: dt.date
    needs_evidence: bool
    status: str
    report: str
    reported_at: dt.datetime | None
    evidence_name: str


class DirectiveIn(Schema):
    """`audience`: tree (all directed), kind (`kinds`), picked (`unit_ids`)."""

    kind: str = Field(max_length=20)
    title: str = Field(min_length=1, max_length=300)
    body: str = Field("", max_length=20_000)
    legal_basis: str = Field("", max_length=300)
    audience: Literal["tree", "kind", "picked"] = "tree"
    kinds: list[str] = Field([], max_length=50)
    unit_ids: list[uuid.UUID] = Field([], max_length=5000)
    asks: list[DirectiveAsk] = Field([], max_length=20)
    read_due_on: dt.date | None = None
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    supersedes_id: uuid.UUID | None = None


class IssueIn(Schema):
    number: str = Field(max_length=60)
    issued_on: dt.date
    signed_by: str = Field(max_length=120)
    signed_as: str = Field("", max_length=120)


class DirectiveWhy(Schema):
    why: str = Field(max_length=300)


class DutyReport(Schema):
    """A report in words; with a file it goes to `/evidence`."""

    report: str = Field(max_length=1000)


class DutyVerdict(Schema):
    """Without `accepted` the task goes back, and `note` says what is missing."""

    accepted: bool
    note: str = Field("", max_length=300)


@router.get("", response=Listed[DirectiveOut], summary="Directives that my side issued")
def issued(
    request: HttpRequest,
    q: str = "",
    kind: str = "",
    status: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    found = queries.issued_by(reader(request), queries.Asked(q[:100], kind, status))
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.get("/received", response=Listed[ReceiptOut], summary="Directives that my unit received")
def received(
    request: HttpRequest,
    q: str = "",
    status: Literal["", "unread", "late", "read", "withdrawn"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who = reader(request)
    found = queries.received_by(permissions.home(who), queries.Asked(q[:100], status=status))
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.get("/duties", response=Listed[DutyOut], summary="Tasks of directives, both sides")
def duties(
    request: HttpRequest,
    state: Literal["", "open", "late", "reported"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    found = queries.duties_seen_by(reader(request), state)
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.post(
    "/duties/{uuid:duty_id}/report", response=DutyOut, summary="The unit says what was done"
)
def report(
    request: HttpRequest, response: HttpResponse, duty_id: uuid.UUID, said: DutyReport
) -> Any:
    who = reader(request)
    row = _duty(duty_id, who)
    conditions.require_match(request, row.hlc)
    done = receiving.report_duty(duty=row, report=said.report, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.post(
    "/duties/{uuid:duty_id}/evidence",
    response=DutyOut,
    summary="The unit says what was done, with a file that proves it",
)
def report_with_evidence(
    request: HttpRequest,
    response: HttpResponse,
    duty_id: uuid.UUID,
    said: Form[DutyReport],
    file: File[UploadedFile],
) -> Any:
    who = reader(request)
    row = _duty(duty_id, who)
    conditions.require_match(request, row.hlc)
    evidence = receiving.Evidence(file.name or "", file.chunks())
    done = receiving.report_duty(duty=row, report=said.report, evidence=evidence, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.get("/duties/{uuid:duty_id}/evidence", include_in_schema=False)
def evidence(request: HttpRequest, duty_id: uuid.UUID) -> HttpResponseBase:
    """The bytes; not described, because what comes is of the file's own type."""
    row = _duty(duty_id, reader(request))
    if not row.evidence_sha256:
        raise Http404
    name = row.evidence_name.rsplit(".", 1)[0]
    return download(row.evidence_sha256, may_read=lambda: True, name=name)


@router.post(
    "/duties/{uuid:duty_id}/judge", response=DutyOut, summary="The issuer takes it or gives it back"
)
def judge(
    request: HttpRequest, response: HttpResponse, duty_id: uuid.UUID, said: DutyVerdict
) -> Any:
    who = reader(request)
    row = _duty(duty_id, who)
    conditions.require_match(request, row.hlc)
    done = receiving.judge_duty(duty=row, accepted=said.accepted, note=said.note, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.get("/duties/{uuid:duty_id}", response=DutyOut, summary="One task of a directive")
def duty(request: HttpRequest, response: HttpResponse, duty_id: uuid.UUID) -> Any:
    row = _duty(duty_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post("", response={201: DirectiveOut}, summary="Draft a directive of my unit")
def draft(request: HttpRequest, response: HttpResponse, said: DirectiveIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    told = said.model_dump()
    told["audience_kinds"] = tuple(told.pop("kinds"))
    told["audience_ids"] = tuple(told.pop("unit_ids"))
    told["asks"] = tuple(Ask(**ask) for ask in told["asks"])
    try:
        row = acts.draft(said=acts.Said(**told), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row, _mine = _seen(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("/{uuid:directive_id}", response=DirectiveOut, summary="One directive")
def read(request: HttpRequest, response: HttpResponse, directive_id: uuid.UUID) -> Any:
    row, _mine = _seen(directive_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.get(
    "/{uuid:directive_id}/units", response=Listed[ReceiptOut], summary="Who received and read it"
)
def units(
    request: HttpRequest,
    directive_id: uuid.UUID,
    state: Literal["", "read", "unread"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    row, mine = _seen(directive_id, reader(request))
    if mine is not None:
        raise Http404
    found = queries.addressed_lines(row, state)
    return newest_first(found.order_by(), cursor, limit, lambda each: each)


@router.post("/{uuid:directive_id}/approve", response=DirectiveOut, summary="Approve a draft")
def approve(request: HttpRequest, response: HttpResponse, directive_id: uuid.UUID) -> Any:
    who = reader(request)
    row = _to_change(request, directive_id, who)
    done = acts.approve(directive=row, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.post("/{uuid:directive_id}/issue", response=DirectiveOut, summary="Issue it to all units")
def issue(
    request: HttpRequest, response: HttpResponse, directive_id: uuid.UUID, said: IssueIn
) -> Any:
    who = reader(request)
    row = _to_change(request, directive_id, who)
    done = acts.issue(directive=row, signed=acts.Signed(**said.model_dump()), by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.post("/{uuid:directive_id}/withdraw", response=DirectiveOut, summary="Withdraw, with why")
def withdraw(
    request: HttpRequest, response: HttpResponse, directive_id: uuid.UUID, said: DirectiveWhy
) -> Any:
    who = reader(request)
    row = _to_change(request, directive_id, who)
    done = acts.withdraw(directive=row, why=said.why, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.post("/{uuid:directive_id}/read", response=ReceiptOut, summary="I have read it")
def acknowledge(request: HttpRequest, directive_id: uuid.UUID) -> Any:
    who = reader(request)
    _row, mine = _seen(directive_id, who)
    if mine is None:
        raise Http404
    return receiving.acknowledge(receipt=mine, by=who)


def _duty(duty_id: uuid.UUID, who: Actor) -> Duty:
    row: Duty | None = queries.duties_seen_by(who).filter(pk=duty_id).first()
    if row is None:
        raise Http404
    return row


def _to_change(request: HttpRequest, directive_id: uuid.UUID, who: Actor) -> Directive:
    row, mine = _seen(directive_id, who)
    if mine is not None:
        raise Http404
    conditions.require_match(request, row.hlc)
    return row


def _seen(directive_id: uuid.UUID, who: Actor) -> tuple[Directive, Receipt | None]:
    found = queries.visible(directive_id, who)
    if found is None:
        raise Http404
    return found


def reader(request: HttpRequest) -> Actor:
    """Whoever may see how the lower tiers are directed."""
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được công tác chỉ đạo tuyến."))
    return who
