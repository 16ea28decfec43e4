"""Who looked at a chart, who may, and what was asked about the data: for those who answer for it."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.consents import DataRequestOut
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first_of
from tuyen.edge.api.who import asker
from tuyen.platform.access import chart_access
from tuyen.platform.access.models import BreakGlass
from tuyen.record import permissions
from tuyen.record.actions import consents as acts
from tuyen.record.chart import opened_chart, overseen_person
from tuyen.record.models import DataRequest
from tuyen.record.queries import consents as asked
from tuyen.record.queries.leaves import due_of, leaves_at, people_of
from tuyen.record.queries.readers import named_readers
from tuyen.registry.persons.identity import same_person_ids

of_person = Router(tags=["privacy"])
requests = Router(tags=["privacy"])
leaves = Router(tags=["privacy"])


class ReaderOut(Schema):
    """One reading of a chart. `ground`: care, break_glass, report."""

    id: uuid.UUID
    at: dt.datetime
    name: str
    unit: str
    what: str
    ground: str


class CareLinkOut(Schema):
    """A unit that may open the chart. `kind`: on what ground."""

    id: uuid.UUID
    unit_id: uuid.UUID
    unit: str
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None


class CareLinks(Schema):
    items: list[CareLinkOut]


class CareEndIn(Schema):
    why: str = Field(max_length=300)


class DataRequestOfUnit(DataRequestOut):
    person_id: uuid.UUID


class DataAnswerIn(Schema):
    """`answer`: the words that the person gets, also where it cannot be done."""

    is_done: bool
    answer: str = Field(max_length=4000)


class LeaveOut(Schema):
    """A chart opened by break-glass. `person_id` is empty where the asker may not know whose it was."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    unit_id: uuid.UUID
    account_name: str
    reason: str
    opened_at: dt.datetime
    expires_at: dt.datetime
    judge_by: dt.date | None
    reviewed_at: dt.datetime | None
    conclusion: str


class ReviewIn(Schema):
    conclusion: str = Field(max_length=300)


@of_person.get(
    "/{uuid:person_id}/readers",
    response=Listed[ReaderOut],
    summary="Who looked at this record, newest first; also what a person is told of their own",
)
def readers(
    request: HttpRequest, person_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = asker(request)
    permissions.require_read_log(who)
    person = overseen_person(person_id, who)
    rows = chart_access.reads_of(same_person_ids(person), who)
    return newest_first_of(rows, cursor, limit, named_readers)


@of_person.get(
    "/{uuid:person_id}/care-links",
    response=CareLinks,
    summary="Units that may open this chart today",
)
def care_links(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return {
        "items": [
            {
                "id": link.id,
                "unit_id": link.unit_id,
                "unit": unit,
                "kind": link.kind,
                "valid_from": link.valid_from,
                "valid_to": link.valid_to,
            }
            for link, unit in asked.links_in_force(chart)
        ]
    }


@of_person.post(
    "/{uuid:person_id}/care-links/{uuid:link_id}/end",
    response={204: None},
    summary="That unit opens the chart only by break-glass from now on",
)
def end_link(
    request: HttpRequest, person_id: uuid.UUID, link_id: uuid.UUID, said: CareEndIn
) -> Any:
    who = asker(request)
    permissions.require_answer_requests(who)
    chart = opened_chart(person_id, who, what="api")
    link = asked.link_with(chart, link_id)
    if link is None:
        raise Http404
    acts.end_link(chart=chart, link=link, why=said.why, by=who)
    return 204, None


@requests.get(
    "",
    response=Listed[DataRequestOfUnit],
    summary="Requests taken at my unit or below it; open ones unless all are asked for",
)
def listed_requests(
    request: HttpRequest,
    everything: bool = False,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """Newest first; `answer_by` is the day on which the law wants the answer."""
    rows = asked.requests_below(_answerer(request), only_open=not everything)
    return newest_first_of(rows, cursor, limit, lambda found: map(_request, found))


@requests.get("/{uuid:request_id}", response=DataRequestOfUnit, summary="One request")
def read_request(request: HttpRequest, response: HttpResponse, request_id: uuid.UUID) -> Any:
    return _tagged(response, _found(request_id, _answerer(request)))


@requests.post(
    "/{uuid:request_id}/acknowledgement",
    response=DataRequestOfUnit,
    summary="The person was told that it has come and by when it is answered",
)
def acknowledge(request: HttpRequest, response: HttpResponse, request_id: uuid.UUID) -> Any:
    who, row = _asked(request, request_id)
    return _tagged(response, acts.acknowledge(request=row, by=who))


@requests.post(
    "/{uuid:request_id}/answer", response=DataRequestOfUnit, summary="Done, or why it cannot be"
)
def answer(
    request: HttpRequest, response: HttpResponse, request_id: uuid.UUID, said: DataAnswerIn
) -> Any:
    who, row = _asked(request, request_id)
    done = acts.answer(request=row, is_done=said.is_done, text=said.answer, by=who)
    return _tagged(response, done)


@leaves.get(
    "",
    response=Listed[LeaveOut],
    summary="Charts opened by break-glass at my unit and below; those to judge unless all",
)
def listed_leaves(
    request: HttpRequest,
    everything: bool = False,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who = _reviewer(request)
    rows = leaves_at(who, only_open=not everything)
    return newest_first_of(rows, cursor, limit, lambda found: _leaves(found, who))


@leaves.get("/{uuid:leave_id}", response=LeaveOut, summary="One opening by break-glass")
def read_leave(request: HttpRequest, response: HttpResponse, leave_id: uuid.UUID) -> Any:
    return _one_leave(response, leave_id, _reviewer(request))


@leaves.post("/{uuid:leave_id}/review", response=LeaveOut, summary="Was it right?")
def review(
    request: HttpRequest, response: HttpResponse, leave_id: uuid.UUID, said: ReviewIn
) -> Any:
    who = _reviewer(request)
    row = get_object_or_404(leaves_at(who, only_open=False), pk=leave_id)
    conditions.require_match(request, row.hlc)
    chart_access.review(leave=row, conclusion=said.conclusion, by=who)
    return _one_leave(response, leave_id, who)


def _answerer(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_answer_requests(who)
    return who


def _reviewer(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_review(who)
    return who


def _found(request_id: uuid.UUID, who: Actor) -> DataRequest:
    row: DataRequest = get_object_or_404(asked.requests_below(who, only_open=False), pk=request_id)
    return row


def _asked(request: HttpRequest, request_id: uuid.UUID) -> tuple[Actor, DataRequest]:
    who = _answerer(request)
    row = _found(request_id, who)
    conditions.require_match(request, row.hlc)
    return who, row


def _request(row: DataRequest) -> dict[str, Any]:
    shown = {name: getattr(row, name, None) for name in DataRequestOfUnit.model_fields}
    return shown | {"person_id": row.patient_id}


def _tagged(response: HttpResponse, row: DataRequest) -> dict[str, Any]:
    conditions.tagged(response, row.hlc)
    return _request(row)


def _one_leave(response: HttpResponse, leave_id: uuid.UUID, who: Actor) -> dict[str, Any]:
    row = get_object_or_404(leaves_at(who, only_open=False), pk=leave_id)
    conditions.tagged(response, row.hlc)
    return _leaves([row], who)[0]


def _leaves(rows: list[BreakGlass], who: Actor) -> list[dict[str, Any]]:
    people, due = people_of(rows, who), due_of(rows)
    said = ("id", "unit_id", "account_name", "reason", "opened_at", "expires_at", "reviewed_at")
    return [
        {name: getattr(row, name) for name in said}
        | {
            "person_id": people[row.pk].id if row.pk in people else None,
            "judge_by": due.get(row.pk),
            "conclusion": row.review,
        }
        for row in rows
    ]
