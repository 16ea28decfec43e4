"""Cases of notifiable diseases: told, listed, looked into, classed, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record import case_permissions
from tuyen.record.actions import cases as acts
from tuyen.record.chart import chart_of
from tuyen.record.models import Case
from tuyen.record.queries.cases import moves_of, visible_to

of_person = Router(tags=["cases"])
router = Router(tags=["cases"])

Classification = Literal[
    "suspected", "probable", "lab_confirmed", "epi_linked", "clinical", "discarded"
]


class CaseTold(Schema):
    """occurred_at, notified_at: earlier than now where paper came first."""

    disease: str = Field(max_length=30)
    onset_on: dt.date
    classification: Literal["suspected", "probable"] = "suspected"
    icd10: str = Field("", max_length=10)
    visit_id: uuid.UUID | None = None
    occurred_at: dt.datetime | None = None
    notified_at: dt.datetime | None = None
    is_inpatient: bool = False


class CaseFound(Schema):
    exposure: str = Field("", max_length=1000)
    hamlet: str = Field("", max_length=120)
    signs: list[str] = Field([], max_length=30)
    rash_on: dt.date | None = None


class CaseClassed(Schema):
    classification: Classification
    origin: Literal["", "unknown", "imported", "import_related", "endemic"] = ""
    why: str = Field(max_length=300)


class CaseEnded(Schema):
    outcome: Literal["treating", "recovered", "died", "transferred", "taken_home"]
    outcome_on: dt.date | None = None


class NotifiedCaseOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    unit_id: uuid.UUID
    area_id: uuid.UUID | None
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")
    disease: str
    icd10: str
    classification: str
    origin: str
    stage: str
    onset_on: dt.date
    occurred_at: dt.datetime
    notified_at: dt.datetime
    entered_at: dt.datetime
    investigated_at: dt.datetime | None
    classified_at: dt.datetime | None
    outcome: str
    outcome_on: dt.date | None
    outbreak_id: uuid.UUID | None


class CaseMoveOut(Schema):
    what: str
    before: str
    after: str
    why: str
    at: dt.datetime
    by_name: str


class CaseMoves(Schema):
    items: list[CaseMoveOut]


@of_person.post(
    "/{uuid:person_id}/cases",
    response={201: NotifiedCaseOut},
    summary="Tell of a case; the same illness once",
)
def tell(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: CaseTold) -> Any:
    who = asker(request)
    case_permissions.require_notify(who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    values = said.model_dump()
    told = acts.Told(encounter_id=values.pop("visit_id"), **values)
    try:
        row = acts.notify_case(person=chart_of(person_id, who), told=told, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _found(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("", response=Listed[NotifiedCaseOut], summary="The line list, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    who = _reader(request)
    found = newest_first(visible_to(who), cursor, limit, lambda row: row)
    if found["items"]:
        note_reads({row.patient_id for row in found["items"]}, who, what="api", ground="report")
    return found


@router.get("/{uuid:case_id}", response=NotifiedCaseOut, summary="One case")
def read(request: HttpRequest, response: HttpResponse, case_id: uuid.UUID) -> Any:
    who = _reader(request)
    row = _found(case_id, who)
    note_reads([row.patient_id], who, what="api", ground="report")
    conditions.tagged(response, row.hlc)
    return row


@router.get("/{uuid:case_id}/moves", response=CaseMoves, summary="Every move, oldest first")
def moves(request: HttpRequest, case_id: uuid.UUID) -> Any:
    who = _reader(request)
    row = _found(case_id, who)
    note_reads([row.patient_id], who, what="api", ground="report")
    return {"items": list(moves_of(row))}


@router.post(
    "/{uuid:case_id}/investigation", response=NotifiedCaseOut, summary="What was found, once"
)
def investigate(
    request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseFound
) -> Any:
    row, who = _held(request, case_id)
    acts.investigate(case=row, found=said.model_dump(exclude_unset=True), by=who)
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/{uuid:case_id}/class", response=NotifiedCaseOut, summary="The class, with its reason"
)
def classify(
    request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseClassed
) -> Any:
    row, who = _held(request, case_id)
    acts.classify(case=row, by=who, **said.model_dump())
    conditions.tagged(response, row.hlc)
    return row


@router.post("/{uuid:case_id}/outcome", response=NotifiedCaseOut, summary="How it ended")
def end(request: HttpRequest, response: HttpResponse, case_id: uuid.UUID, said: CaseEnded) -> Any:
    row, who = _held(request, case_id)
    acts.set_outcome(case=row, outcome=said.outcome, on=said.outcome_on, by=who)
    conditions.tagged(response, row.hlc)
    return row


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    case_permissions.require_see(who)
    return who


def _held(request: HttpRequest, case_id: uuid.UUID) -> tuple[Case, Actor]:
    """The case as the program read it: If-Match says which version."""
    who = _reader(request)
    row = _found(case_id, who)
    conditions.require_match(request, row.hlc)
    return row, who


def _found(case_id: uuid.UUID, who: Actor) -> Case:
    row: Case | None = visible_to(who).filter(pk=case_id).first()
    if row is None:
        raise Http404
    return row
