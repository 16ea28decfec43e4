"""What a person decided about the use of their data, through the same actions as the page."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.actions import consents as acts
from tuyen.record.chart import opened_chart
from tuyen.record.models import Consent, DataRequest

of_person = Router(tags=["consents"])


class ConsentIn(Schema):
    """`purpose`, `method`, `given_by_relation`: codes of the rulebook; `is_given` false is a no."""

    purpose: str = Field(max_length=30)
    is_given: bool
    given_by_name: str = Field(max_length=120)
    given_by_relation: str = Field("self", max_length=20)
    method: str = Field("paper", max_length=20)
    witness_name: str = Field("", max_length=120)
    document_id: uuid.UUID | None = None
    note: str = Field("", max_length=300)


class ConsentOut(Schema):
    """`wording`: what the person was told. A yes holds while `withdrawn_at` is empty."""

    id: uuid.UUID
    purpose: str
    is_given: bool
    wording: str
    given_by_name: str
    given_by_relation: str
    method: str
    witness_name: str
    document_id: uuid.UUID | None
    note: str
    unit_id: uuid.UUID
    given_at: dt.datetime
    taken_by_name: str
    withdrawn_at: dt.datetime | None
    withdrawn_by_name: str
    withdrawn_why: str


class ConsentWithdrawalIn(Schema):
    """A yes is taken back as easily as it was given: a reason may be told, none is asked."""

    why: str = Field("", max_length=300)


class DataRequestIn(Schema):
    """A person asks to see, correct, erase or restrict their data; the clock of the law starts."""

    kind: str = Field(max_length=20)
    text: str = Field(max_length=4000)
    asked_by_name: str = Field(max_length=120)
    identified_by: str = Field(max_length=100)
    asked_by_relation: str = Field("self", max_length=20)


class DataRequestOut(Schema):
    id: uuid.UUID
    kind: str
    status: Literal["received", "acknowledged", "done", "refused"]
    day: dt.date
    text: str
    unit_id: uuid.UUID
    acknowledge_by: dt.date
    answer_by: dt.date
    acknowledged_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer: str


@of_person.get(
    "/{uuid:person_id}/consents",
    response=Listed[ConsentOut],
    summary="Every decision of a person, newest first",
)
def consents(
    request: HttpRequest,
    person_id: uuid.UUID,
    purpose: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    rows = opened_chart(person_id, asker(request), what="api").of(Consent)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return newest_first(rows, cursor, limit, lambda row: row)


@of_person.post(
    "/{uuid:person_id}/consents", response={201: ConsentOut}, summary="A yes or a no is kept"
)
def decide(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: ConsentIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    decision = acts.Decision(**said.model_dump())
    try:
        row = acts.decide(person=person_id, decision=decision, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _consent(person_id, earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@of_person.get(
    "/{uuid:person_id}/consents/{uuid:consent_id}", response=ConsentOut, summary="One decision"
)
def read(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, consent_id: uuid.UUID
) -> Any:
    row = _consent(person_id, consent_id, asker(request))
    conditions.tagged(response, row.hlc)
    return row


@of_person.post(
    "/{uuid:person_id}/consents/{uuid:consent_id}/withdrawal",
    response=ConsentOut,
    summary="A yes is taken back; doors that only it had opened close",
)
def withdraw(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    consent_id: uuid.UUID,
    said: ConsentWithdrawalIn,
) -> Any:
    who = asker(request)
    row = _consent(person_id, consent_id, who)
    conditions.require_match(request, row.hlc)
    row = acts.withdraw(consent=row, why=said.why, by=who)
    conditions.tagged(response, row.hlc)
    return row


@of_person.get(
    "/{uuid:person_id}/data-requests",
    response=Listed[DataRequestOut],
    summary="What a person asked about their data, newest first",
)
def requests(
    request: HttpRequest,
    person_id: uuid.UUID,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    rows = opened_chart(person_id, asker(request), what="api").of(DataRequest)
    return newest_first(rows, cursor, limit, lambda row: row)


@of_person.post(
    "/{uuid:person_id}/data-requests",
    response={201: DataRequestOut},
    summary="A request about one's own data is taken",
)
def ask(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: DataRequestIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    asked = acts.Asked(**said.model_dump())
    try:
        row = acts.take_request(person=person_id, asked=asked, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        chart = opened_chart(person_id, who, what="api")
        row = get_object_or_404(chart.of(DataRequest), pk=earlier.result_id)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


def _consent(person_id: uuid.UUID, consent_id: uuid.UUID, who: Actor) -> Consent:
    row = opened_chart(person_id, who, what="api").of(Consent).filter(pk=consent_id).first()
    if row is None:
        raise Http404
    return row
