"""Visits: finish, read, amend, cancel, through the same actions as the one-screen form."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.sheets import sheet_of
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.actions import visits as acts
from tuyen.record.actions.appointments import require_day_to_come_back
from tuyen.record.chart import Chart, ChartClosed, chart_of, opened_chart
from tuyen.record.models import Encounter, MedicationRequest, Prescription
from tuyen.record.queries import visits as queries

router = Router(tags=["visits"])
of_person = Router(tags=["visits"])


class ReadingIn(Schema):
    """`code`: of the lists vitals or laboratory; `value` in the unit of that list (UCUM)."""

    code: str = Field(max_length=30)
    value: float


class DiagnosisIn(Schema):
    """The first is the main one. `code`: ICD-10 of Viet Nam; the name is taken from the list."""

    code: str = Field("", max_length=10)
    name: str = Field("", max_length=300)


class LineIn(Schema):
    """`drug_code`: of the unit's list or the starter formulary."""

    drug_code: str = Field(max_length=40)
    dose: str = Field(max_length=300)
    quantity: float = Field(gt=0, le=100_000)
    days: int | None = Field(None, ge=1, le=366)
    override_reason: str = Field("", max_length=300)


class VisitIn(Schema):
    """`paper_reason`: why a visit on paper is typed in only now; empty for one that happens now.

    `next_visit_on`: an open day with room; a refusal says in `offer` the next one that has it.
    """

    occurred_at: dt.datetime | None = None
    kind: Literal["outpatient", "emergency", "home"] = "outpatient"
    reason: str = Field("", max_length=300)
    note: str = Field("", max_length=10_000)
    plan: str = Field("", max_length=30)
    plan_note: str = Field("", max_length=500)
    advice: str = Field("", max_length=500)
    next_visit_on: dt.date | None = None
    paper_reason: str = Field("", max_length=300)
    readings: list[ReadingIn] = Field([], max_length=60)
    diagnoses: list[DiagnosisIn] = Field([], max_length=20)
    lines: list[LineIn] = Field([], max_length=40)


class AmendmentIn(VisitIn):
    why: str = Field(max_length=300)


class CancellationIn(Schema):
    why: str = Field(max_length=300)


class OrderOfVisit(Schema):
    id: uuid.UUID
    title: str
    status: str


class CancellationOut(Schema):
    """`orders`: unanswered ones are withdrawn with the visit (`cancelled`), answered ones stay."""

    orders: list[OrderOfVisit]


class ReadingOut(Schema):
    code: str
    value: float | None
    value_text: str
    unit: str
    low: float | None
    high: float | None
    interpretation: str


class DiagnosisOut(Schema):
    rank: str
    code: str
    name: str


class DrugLineOut(Schema):
    drug_code: str
    drug: str
    strength: str
    quantity: float
    unit: str
    dose: str
    days: int | None


class PrescriptionOut(Schema):
    number: str
    kind: str
    signed_at: dt.datetime
    prescriber_name: str
    lines: list[DrugLineOut]


class VisitOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    status: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    practitioner_name: str
    reason: str
    note: str
    plan: str
    plan_note: str
    next_visit_on: dt.date | None
    amends_id: uuid.UUID | None
    readings: list[ReadingOut]
    diagnoses: list[DiagnosisOut]
    prescriptions: list[PrescriptionOut]


class Done(Schema):
    id: uuid.UUID


@of_person.post("/{uuid:person_id}/visits", response={201: Done}, summary="Finish a visit")
def finish(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: VisitIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    chart = chart_of(person_id, who)
    sheet = sheet_of(said, chart.person, who)
    _require_day(chart, sheet.next_visit_on, repeat)
    done = acts.finish_visit(person=chart, sheet=sheet, by=who, repeat=repeat)
    return _done(response, done)


@router.get("/{uuid:visit_id}", response=VisitOut, summary="One visit as it stands now")
def read(request: HttpRequest, response: HttpResponse, visit_id: uuid.UUID) -> Any:
    chart, encounter = _opened(visit_id, asker(request))
    conditions.tagged(response, encounter.hlc)
    return visits_out(chart, [encounter])[0]


@router.post(
    "/{uuid:visit_id}/amendments",
    response={201: Done},
    summary="Replace a finished visit; the earlier one stays in the history",
)
def amend(
    request: HttpRequest, response: HttpResponse, visit_id: uuid.UUID, said: AmendmentIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if repeat and (earlier := repeat.outcome()):
        return _replayed(response, earlier)
    chart, encounter = _opened(visit_id, who)
    conditions.require_match(request, encounter.hlc)
    sheet = sheet_of(said, chart.person, who, earlier=encounter)
    _require_day(chart, sheet.next_visit_on, repeat)
    done = acts.amend_visit(encounter=encounter, sheet=sheet, by=who, why=said.why, repeat=repeat)
    return _done(response, done)


@router.post("/{uuid:visit_id}/cancellation", response=CancellationOut, summary="Entered in error")
def cancel(request: HttpRequest, visit_id: uuid.UUID, said: CancellationIn) -> Any:
    who = asker(request)
    _chart, encounter = _opened(visit_id, who)
    conditions.require_match(request, encounter.hlc)
    return {"orders": acts.cancel_visit(encounter=encounter, by=who, why=said.why)}


def _require_day(chart: Chart, day: dt.date | None, repeat: changes.Repeat | None) -> None:
    """What came before is answered as before, whatever filled the day since."""
    try:
        require_day_to_come_back(chart, day, chart.who)
    except Refused:
        if not (repeat and repeat.outcome()):
            raise


def _done(response: HttpResponse, done: acts.Finished) -> tuple[int, Any]:
    if done.is_repeated:
        response[conditions.REPLAYED] = "true"
    return 201, {"id": done.encounter_id}


def _replayed(response: HttpResponse, earlier: Exception) -> tuple[int, Any]:
    """An amendment sent twice: the first replaced the visit, so it cannot be found any more."""
    result_id = getattr(earlier, "result_id", None)
    if result_id is None:
        raise earlier
    return _done(response, acts.Finished(result_id, is_repeated=True))


def _opened(visit_id: uuid.UUID, who: Actor) -> tuple[Chart, Encounter]:
    """404 for a visit that is not there, is hidden, was replaced, or whose chart is closed."""
    patient_id = Encounter.objects.filter(pk=visit_id).values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="api")
    except ChartClosed:
        raise Http404 from None
    encounter = chart.of(Encounter).filter(pk=visit_id).first()
    if encounter is None:
        raise Http404
    return chart, encounter


def visits_out(chart: Chart, encounters: Iterable[Encounter]) -> list[dict[str, Any]]:
    """Encounters with their rows; four statements for any number of them."""
    subject = chart.person.canonical_id or chart.person.id
    return [_visit(each, subject) for each in queries.with_rows(chart, encounters)]


def _visit(visit: queries.Visit, subject: uuid.UUID) -> dict[str, Any]:
    shown = {name: getattr(visit.encounter, name, None) for name in VisitOut.model_fields}
    return shown | {
        "person_id": subject,
        "readings": visit.observations,
        "diagnoses": visit.conditions,
        "prescriptions": [_sheet(each, visit.lines) for each in visit.prescriptions],
    }


def _sheet(row: Prescription, lines: list[MedicationRequest]) -> dict[str, Any]:
    own = [each for each in lines if each.prescription_id == row.id]
    shown = {name: getattr(row, name, None) for name in PrescriptionOut.model_fields}
    return shown | {"lines": own}
