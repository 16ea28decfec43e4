"""Direction of the lower tiers: agreements, support requests, the hotline, duty, and the log of work."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.steering.actions import agreements as agreement_acts
from tuyen.domains.steering.actions import plans as plan_acts
from tuyen.domains.steering.actions import support as support_acts
from tuyen.domains.steering.models import Agreement, SupportRequest
from tuyen.domains.steering.queries import agreements, hotline, plans, support
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.registry.facilities.queries import visible_to

router = Router(tags=["direction"])
NOTHING = uuid.UUID(int=0)


class AgreementSignedIn(Schema):
    """Codes: lists kind and purpose of the rulebook steering/agreements. other_unit_id or other_party."""

    kind: str = Field(max_length=20)
    number: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=250)
    signed_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None = None
    purposes: list[str] = Field([], max_length=20)
    other_unit_id: uuid.UUID | None = None
    other_party: str = Field("", max_length=200)
    note: str = Field("", max_length=2000)


class CommitmentOut(Schema):
    id: uuid.UUID
    owner_unit_id: uuid.UUID | None
    title: str
    deliverable: str
    due_on: dt.date
    status: str
    done_on: dt.date | None
    result: str


class AgreementOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    other_unit_id: uuid.UUID | None
    other_party: str
    kind: str
    number: str
    title: str
    purposes: list[str]
    signed_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    ended_on: dt.date | None
    state: str


class AgreementWithCommitments(AgreementOut):
    commitments: list[CommitmentOut]


def _agreement(row: Agreement) -> dict[str, Any]:
    day = clock.today()
    names = [name for name in AgreementOut.model_fields if name != "state"]
    state = row.term.state_on(day, agreements.warn_days(day, row.unit_id)).value
    return {**{name: getattr(row, name) for name in names}, "state": state}


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may("direction.see"):
        raise NotPermitted(_("Vai trò hiện tại không xem được công tác chỉ đạo tuyến."))
    return who


@router.get("/agreements", response=Listed[AgreementOut], summary="Agreements, the newest first")
def list_agreements(
    request: HttpRequest,
    state: Literal["", "future", "in_force", "expiring", "expired", "ended"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who = _reader(request)
    rows = agreements.in_state(who, state, clock.today())
    return newest_first(rows, cursor, limit, _agreement)


@router.post("/agreements", response={201: AgreementOut}, summary="Sign an agreement")
def sign_agreement(request: HttpRequest, response: HttpResponse, said: AgreementSignedIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    told = said.model_dump()
    other_id = told.pop("other_unit_id")
    other = visible_to(who).filter(pk=other_id).first() if other_id else None
    if other_id and other is None:
        raise Http404
    signed = agreement_acts.Signed(**{**told, "purposes": tuple(said.purposes)}, other=other)
    try:
        row = agreement_acts.sign(said=signed, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        response[conditions.REPLAYED] = "true"
        row = agreements.visible_to(who).get(pk=earlier.result_id or NOTHING)
    conditions.tagged(response, row.hlc)
    return 201, _agreement(row)


@router.get(
    "/agreements/{uuid:agreement_id}",
    response=AgreementWithCommitments,
    summary="One agreement with its commitments",
)
def read_agreement(request: HttpRequest, response: HttpResponse, agreement_id: uuid.UUID) -> Any:
    row = agreements.visible_to(_reader(request)).filter(pk=agreement_id).first()
    if row is None:
        raise Http404
    conditions.tagged(response, row.hlc)
    return {**_agreement(row), "commitments": list(row.commitments.order_by("due_on", "id"))}


class SupportIn(Schema):
    """Codes: lists urgency and topic of the rulebook steering/support. No patient is named."""

    to_unit_id: uuid.UUID
    topic: str = Field(max_length=20)
    urgency: Literal["emergency", "urgent", "routine"] = "routine"
    title: str = Field(min_length=1, max_length=200)
    question: str = Field("", max_length=5000)
    after_id: uuid.UUID | None = Field(None, description="A declined request that this one follows")


class SupportOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    topic: str
    urgency: str
    title: str
    question: str
    status: str
    asked_at: dt.datetime
    take_by: dt.datetime
    answer_by: dt.datetime
    taken_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer: str
    closed_at: dt.datetime | None
    rating: int | None
    reopened: int
    after_id: uuid.UUID | None


class SupportStepIn(Schema):
    """What is said with a step: `answer`, `decline` and `reopen` need a text; `rating`
    (1 to 5) goes with `close`."""

    text: str = Field("", max_length=10_000)
    rating: int | None = Field(None, ge=1, le=5)


@router.get("/support", response=Listed[SupportOut], summary="Support requests, the newest first")
def list_support(
    request: HttpRequest,
    which: Literal[
        "open", "late", "to_us", "ours", "answered", "declined", "closed", "all"
    ] = "all",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    rows = support.listed(_reader(request), which=which)
    return newest_first(rows, cursor, limit, _as_it_is)


@router.post("/support", response={201: SupportOut}, summary="Ask a unit above for support")
def ask_support(request: HttpRequest, response: HttpResponse, said: SupportIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    asked = support_acts.Asked(**said.model_dump(exclude={"after_id"}))
    after = _support(said.after_id, who) if said.after_id else None
    try:
        row = support_acts.ask(said=asked, by=who, after=after, repeat=repeat)
    except changes.Repeated as earlier:
        response[conditions.REPLAYED] = "true"
        row = _support(earlier.result_id or NOTHING, who)
    conditions.tagged(response, row.hlc)
    return 201, row


def _support(request_id: uuid.UUID, who: Actor) -> SupportRequest:
    found = support.visible_to(who).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


@router.get("/support/{uuid:request_id}", response=SupportOut, summary="One support request")
def read_support(request: HttpRequest, response: HttpResponse, request_id: uuid.UUID) -> Any:
    row = _support(request_id, _reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/support/{uuid:request_id}/{verb}",
    response=SupportOut,
    summary="Take, answer, decline, close, reopen or withdraw a support request",
)
def step_support(
    request: HttpRequest,
    response: HttpResponse,
    request_id: uuid.UUID,
    verb: Literal["take", "answer", "decline", "close", "reopen", "withdraw"],
    said: SupportStepIn,
) -> Any:
    who = _reader(request)
    row = _support(request_id, who)
    conditions.require_match(request, row.hlc)
    if verb == "take":
        support_acts.take(request=row, by=who)
    elif verb == "answer":
        support_acts.answer(request=row, text=said.text, by=who)
    elif verb == "decline":
        support_acts.decline(request=row, why=said.text, by=who)
    elif verb == "close":
        support_acts.close(request=row, rating=said.rating, note=said.text[:300], by=who)
    elif verb == "reopen":
        support_acts.reopen(request=row, why=said.text, by=who)
    else:
        support_acts.withdraw(request=row, why=said.text, by=who)
    conditions.tagged(response, row.hlc)
    return row


class HotlineCallOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    status: str
    rang_at: dt.datetime
    answered_at: dt.datetime | None
    waited_seconds: int | None
    caller_unit_id: uuid.UUID | None
    specialty: str
    question: str
    outcome: str
    advice: str
    follow_up_on: dt.date | None
    followed_up_at: dt.datetime | None
    support_request_id: uuid.UUID | None


@router.get("/hotline", response=Listed[HotlineCallOut], summary="Hotline calls, the newest first")
def list_calls(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    rows = hotline.calls_seen_by(_reader(request))
    return newest_first(rows, cursor, limit, _as_it_is)


def _as_it_is(row: Any) -> Any:
    return row


class OnDutyOut(Schema):
    name: str
    phone: str
    specialty: str
    staff_id: uuid.UUID | None
    until: dt.datetime


class OnDutyNow(Schema):
    items: list[OnDutyOut]


@router.get("/duty", response=OnDutyNow, summary="Who is on duty now at a unit of your chain")
def duty_now(request: HttpRequest, unit_id: uuid.UUID, specialty: str = "") -> Any:
    who = _reader(request)
    if not visible_to(who).filter(pk=unit_id).exists():
        raise Http404
    found = hotline.on_duty([unit_id], clock.now(), specialty)
    names = ("name", "phone", "specialty", "staff_id")
    return {
        "items": [{**{n: getattr(turn, n) for n in names}, "until": until} for turn, until in found]
    }


class DirectionWorkIn(Schema):
    """Codes: list kind of the rulebook steering/work."""

    other_unit_id: uuid.UUID
    kind: str = Field(max_length=20)
    done_on: dt.date
    subject: str = Field(min_length=1, max_length=250)
    person_days: float = Field(0, ge=0, le=1000)
    minutes: int | None = Field(None, ge=0, le=10_000)
    attended: int | None = Field(None, ge=0, le=100_000)
    result: str = Field("", max_length=500)
    cost: int = Field(0, ge=0, le=10**12)


class DirectionWorkOut(DirectionWorkIn):
    id: uuid.UUID
    unit_id: uuid.UUID
    side: str
    is_void: bool
    void_reason: str


@router.get("/log", response=Listed[DirectionWorkOut], summary="Direction work, the newest first")
def list_work(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    rows = plans.entries_seen_by(_reader(request))
    return newest_first(rows, cursor, limit, _as_it_is)


@router.post("/log", response={201: DirectionWorkOut}, summary="Write direction work down")
def log_work(request: HttpRequest, response: HttpResponse, said: DirectionWorkIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    done = plan_acts.Done(**said.model_dump())
    try:
        row = plan_acts.log_work(said=done, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        response[conditions.REPLAYED] = "true"
        row = plans.entries_seen_by(who).get(pk=earlier.result_id or NOTHING)
    conditions.tagged(response, row.hlc)
    return 201, row
