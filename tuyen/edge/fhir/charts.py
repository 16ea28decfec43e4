"""Resources of one person's chart. Only through opened_chart: scope, compartments, log of readers."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir import LOINC, Resource
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.outcome import Fault
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record import fhir as mapped
from tuyen.record import (
    fhir_cases,
    fhir_consents,
    fhir_consults,
    fhir_day,
    fhir_documents,
    fhir_imaging,
    fhir_immunizations,
    fhir_procedures,
    fhir_referrals,
)
from tuyen.record import order_fhir as ordered
from tuyen.record.chart import Chart, ChartClosed, opened_chart
from tuyen.record.models import (
    Allergy,
    Appointment,
    Case,
    Condition,
    Consent,
    Consult,
    ConsultPaper,
    ConsultStep,
    Dispense,
    Document,
    Encounter,
    ImagingInstance,
    ImagingStudy,
    Immunization,
    MedicationRequest,
    Observation,
    Order,
    Prescription,
    Procedure,
    Referral,
    Result,
    Specimen,
)
from tuyen.record.models.documents import SIGNED_KIND
from tuyen.record.queries.medicines import with_stop

Rows = Any
Filter = Callable[[Rows, str], Rows]


def _patient_of(model: Any, id_: uuid.UUID) -> uuid.UUID | None:
    found: uuid.UUID | None = (
        model.objects.filter(pk=id_).values_list("patient_id", flat=True).first()
    )
    return found


def _tokens(column: str) -> Filter:
    def narrow(rows: Rows, text: str) -> Rows:
        codes = [params.token(each)[1] for each in text.split(",")]
        return rows.filter(**{f"{column}__in": codes})

    return narrow


def _encounter_is(rows: Rows, text: str) -> Rows:
    return rows.filter(encounter_id=params.reference_id("encounter", text, "Encounter"))


def _observation_codes(rows: Rows, text: str) -> Rows:
    wanted: set[str] = set()
    for each in text.split(","):
        system, code = params.token(each)
        wanted.update([code] if system != LOINC else [])
        wanted.update(mapped.codes_of_loinc(code, clock.today()))
    return rows.filter(code__in=wanted)


def _observation_category(rows: Rows, text: str) -> Rows:
    categories = [params.token(each)[1] for each in text.split(",")]
    codes = [code for each in categories for code in mapped.codes_of_category(each, clock.today())]
    return rows.filter(code__in=codes)


def _constant(value: str) -> Filter:
    """All our rows have one value: any other finds nothing."""
    return lambda rows, text: rows if value in _codes_of(text) else rows.none()


def _request_status(rows: Rows, text: str) -> Rows:
    """A line is active until its drug is stopped."""
    wanted, rows = set(_codes_of(text)) & {"active", "stopped"}, with_stop(rows)
    return (
        rows.filter(stop_reason__isnull="active" in wanted)
        if len(wanted) == 1
        else (rows if wanted else rows.none())
    )


def _codes_of(text: str) -> list[str]:
    return [params.token(each)[1] for each in text.split(",")]


def _encounter_class(rows: Rows, text: str) -> Rows:
    codes = _codes_of(text)
    special = {kind for kind, code in mapped.CLASSES.items() if code in codes}
    if "AMB" in codes:
        return rows.exclude(kind__in=set(mapped.CLASSES) - special)
    return rows.filter(kind__in=special)


@dataclass(frozen=True)
class ChartType:
    """How one noun of the chart is served. `date`: (parameter, column, is it a day?).
    `only`: of a table that holds more than this noun, which rows are it."""

    model: Any
    date: tuple[str, str, bool]
    map: Callable[[Chart, Sequence[Any], uuid.UUID], list[Resource]]
    filters: dict[str, Filter] = field(default_factory=dict)
    only: dict[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> tuple[str, ...]:
        return ("patient", "subject", self.date[0], *self.filters)

    def read(self, id_: uuid.UUID, who: Actor) -> Resource:
        """404 for what is not there, hidden, corrected since, or of a chart that is closed."""
        patient_id = _patient_of(self.model, id_)
        if patient_id is None:
            raise Http404
        try:
            chart = opened_chart(patient_id, who, what="fhir")
        except ChartClosed:
            raise Http404 from None
        rows = list(chart.of(self.model).filter(pk=id_, **self.only))
        if not rows:
            raise Http404
        return self.map(chart, rows, subject_of(chart))[0]

    def search(self, ask: Asked, who: Actor) -> Page:
        said = ask.one("patient", "subject")
        if not said:
            text = _("Xin nêu người bệnh: tham số patient là bắt buộc.")
            raise Fault(400, text, code="required", expression="patient")
        chart = opened_chart(params.reference_id("patient", said, "Patient"), who, what="fhir")
        rows = searching.narrowed(chart.of(self.model).filter(**self.only), ask)
        name, column, is_day = self.date
        rows = searching.by_date(rows, ask, name, column, is_day=is_day)
        for key, narrow in self.filters.items():
            for text in ask.all(key):
                rows = narrow(rows, text)
        shown, total, then = searching.page_of(rows, ask)
        return Page(self.map(chart, shown, subject_of(chart)), total, then)


def subject_of(chart: Chart) -> uuid.UUID:
    """A merged person is always spoken of under the id that was kept."""
    return chart.person.canonical_id or chart.person.id


def _encounters(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    diagnoses: dict[uuid.UUID | None, list[Condition]] = {}
    found = chart.of(Condition).filter(encounter_id__in=[row.id for row in rows])
    for each in found.order_by("rank", "id"):
        diagnoses.setdefault(each.encounter_id, []).append(each)
    return [mapped.encounter(row, subject, diagnoses.get(row.id, ())) for row in rows]


def _requests(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    wanted = {row.prescription_id for row in rows if row.prescription_id}
    sheets = chart.of(Prescription).in_bulk(list(wanted))
    lines: Any = with_stop(chart.of(MedicationRequest).filter(pk__in=[row.id for row in rows]))
    why = dict(lines.values_list("id", "stop_reason"))
    return [
        mapped.medication_request(row, subject, sheets.get(row.prescription_id), why.get(row.id))
        for row in rows
    ]


def _studies(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    instances: dict[uuid.UUID, list[ImagingInstance]] = {}
    for each in chart.of(ImagingInstance).filter(study_id__in=[row.id for row in rows]):
        instances.setdefault(each.study_id, []).append(each)
    return [fhir_imaging.imaging_study(row, subject, instances.get(row.id, ())) for row in rows]


def _reports(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    figures: dict[uuid.UUID | None, list[Observation]] = {}
    for each in chart.of(Observation).filter(result_id__in=[row.id for row in rows]).order_by("id"):
        figures.setdefault(each.result_id, []).append(each)
    return [ordered.diagnostic_report(row, subject, figures.get(row.id, ())) for row in rows]


def _order_status(rows: Rows, text: str) -> Rows:
    """`active` is whatever is neither answered nor withdrawn."""
    codes = _codes_of(text)
    known = {ours for ours, theirs in ordered.ORDER_STATUS.items() if theirs in codes}
    if "active" in codes:
        return rows.exclude(status__in=set(ordered.ORDER_STATUS) - known)
    return rows.filter(status__in=known)


def _procedure_of(rows: Rows, text: str) -> Rows:
    """Of a visit or of a stay; both are encounters there."""
    id_ = params.reference_id("encounter", text, "Encounter")
    return rows.filter(Q(encounter_id=id_) | Q(admission_id=id_))


def _dose_status(rows: Rows, text: str) -> Rows:
    known = fhir_immunizations.STATUS
    return rows.filter(status__in=[known[code] for code in _codes_of(text) if code in known])


def _of_consult(rows: Rows, text: str) -> Rows:
    return rows.filter(consult_id=params.reference_id("based-on", text, "ServiceRequest"))


def _order_is(rows: Rows, text: str) -> Rows:
    return rows.filter(order_id=params.reference_id("based-on", text, "ServiceRequest"))


def _each(mapper: Callable[[Any, uuid.UUID], Resource]) -> Any:
    return lambda _chart, rows, subject: [mapper(row, subject) for row in rows]


def _appointment_status(rows: Rows, text: str) -> Rows:
    """`noshow` is still booked for a day that is over, or given up."""
    codes, today = _codes_of(text), clock.today()
    wanted = Q(status__in=[code for code in codes if code in ("arrived", "cancelled")])
    if "booked" in codes:
        wanted |= Q(status="booked", day__gte=today)
    if "noshow" in codes:
        wanted |= Q(status="booked", day__lt=today) | Q(status="lost")
    return rows.filter(wanted)


def _consent_status(rows: Rows, text: str) -> Rows:
    """active: a yes that holds; inactive: taken back; rejected: a no."""
    codes = _codes_of(text)
    held = Q(is_given=True)
    wanted = Q(pk__in=[])
    wanted |= held & Q(withdrawn_at=None) if "active" in codes else Q(pk__in=[])
    wanted |= held & Q(withdrawn_at__isnull=False) if "inactive" in codes else Q(pk__in=[])
    wanted |= Q(is_given=False) if "rejected" in codes else Q(pk__in=[])
    return rows.filter(wanted)


TYPES = {
    "Appointment": ChartType(
        Appointment,
        ("date", "day", True),
        _each(fhir_day.appointment),
        {"status": _appointment_status},
    ),
    "Consent": ChartType(
        Consent,
        ("date", "given_at", False),
        _each(fhir_consents.consent),
        {"status": _consent_status, "purpose": _tokens("purpose")},
    ),
    "Encounter": ChartType(
        Encounter,
        ("date", "occurred_at", False),
        _encounters,
        {"status": _tokens("status"), "class": _encounter_class},
    ),
    "Observation": ChartType(
        Observation,
        ("date", "occurred_at", False),
        _each(mapped.observation),
        {
            "code": _observation_codes,
            "category": _observation_category,
            "encounter": _encounter_is,
            "based-on": _order_is,
        },
    ),
    "ServiceRequest": ChartType(
        Order,
        ("authored", "requested_at", False),
        _each(ordered.service_request),
        {"status": _order_status, "code": _tokens("code"), "encounter": _encounter_is},
    ),
    "Specimen": ChartType(
        Specimen,
        ("collected", "collected_at", False),
        _each(ordered.specimen),
        {"accession": _tokens("number")},
    ),
    "DiagnosticReport": ChartType(
        Result,
        ("date", "occurred_at", False),
        _reports,
        {"status": _tokens("status"), "code": _tokens("code"), "based-on": _order_is},
    ),
    "Condition": ChartType(
        Condition,
        ("recorded-date", "day", True),
        _each(mapped.condition),
        {
            "code": _tokens("code"),
            "category": _tokens("category"),
            "clinical-status": _tokens("clinical_status"),
            "encounter": _encounter_is,
        },
    ),
    "MedicationRequest": ChartType(
        MedicationRequest,
        ("authoredon", "day", True),
        _requests,
        {
            "code": _tokens("drug_code"),
            "encounter": _encounter_is,
            "intent": _constant("order"),
            "status": _request_status,
        },
    ),
    "MedicationDispense": ChartType(
        Dispense,
        ("whenhandedover", "handed_at", False),
        _each(mapped.medication_dispense),
        {
            "code": _tokens("drug_code"),
            "context": _encounter_is,
            "status": _tokens("status"),
        },
    ),
    "AllergyIntolerance": ChartType(
        Allergy,
        ("date", "noted_on", True),
        _each(mapped.allergy_intolerance),
        {"clinical-status": _tokens("status"), "code": _tokens("substance_code")},
    ),
    "Procedure": ChartType(
        Procedure,
        ("date", "day", True),
        _each(fhir_procedures.procedure),
        {"status": _tokens("status"), "code": _tokens("code"), "encounter": _procedure_of},
    ),
    "Immunization": ChartType(
        Immunization,
        ("date", "given_on", True),
        _each(fhir_immunizations.immunization),
        {
            "status": _dose_status,
            "vaccine-code": _tokens("vaccine"),
            "lot-number": _tokens("lot"),
        },
    ),
    "ImagingStudy": ChartType(
        ImagingStudy,
        ("started", "performed_at", False),
        _studies,
        {"status": _tokens("status"), "modality": _tokens("modality")},
    ),
    "Communication": ChartType(
        ConsultStep,
        ("sent", "at", False),
        _each(fhir_consults.communication),
        {"status": _constant("completed"), "based-on": _of_consult},
    ),
    # a referral's state; tasks of a unit are served by edge.fhir.tasks
    "Task": ChartType(
        Referral,
        ("authored-on", "requested_at", False),
        _each(fhir_referrals.task),
        {"business-status": _tokens("status"), "intent": _constant("order")},
    ),
}


def _documents(chart: Chart, rows: Sequence[Any], subject: uuid.UUID) -> list[Resource]:
    found = chart.of(ConsultPaper).filter(document_id__in=[row.id for row in rows])
    papers = {each.document_id: each for each in found}
    return [
        fhir_documents.document_reference(
            row, subject, f"/api/v1/documents/{row.id}/content", papers.get(row.id)
        )
        for row in rows
    ]


def _document_type(rows: Rows, text: str) -> Rows:
    """Our kinds; the LOINC code of a consult note stands for papers that bear signatures."""
    codes = set(_codes_of(text))
    if fhir_documents.CONSULT_NOTE in codes:
        codes.add(SIGNED_KIND)
    return rows.filter(kind__in=codes)


TYPES["DocumentReference"] = ChartType(
    Document,
    ("date", "added_at", False),
    _documents,
    {
        "status": _constant("current"),
        "type": _document_type,
        "encounter": _encounter_is,
    },
)

# a notifiable illness: a condition with its case class, told apart by category (edge.fhir.conditions)
CASES = ChartType(
    Case,
    ("recorded-date", "notified_at", False),
    _each(fhir_cases.condition),
    {
        "category": _constant(fhir_cases.CATEGORY),
        "code": _tokens("icd10"),
        "encounter": _encounter_is,
    },
)

# beside the orders, which are requests too: edge.fhir.requests says which is meant
REFERRALS = ChartType(
    Referral,
    ("authored", "requested_at", False),
    _each(fhir_referrals.service_request),
    {
        "category": _constant(fhir_referrals.PATIENT_REFERRAL),
        "encounter": _encounter_is,
        "intent": _constant("order"),
    },
)

# a case put before an expert elsewhere: a request with its task, told apart by category
CONSULTS = ChartType(
    Consult,
    ("authored", "asked_at", False),
    _each(fhir_consults.service_request),
    {
        "category": _constant(fhir_consults.CONSULTATION),
        "encounter": _encounter_is,
        "intent": _constant("order"),
    },
)
CONSULT_TASKS = ChartType(
    Consult,
    ("authored-on", "asked_at", False),
    _each(fhir_consults.task),
    {"business-status": _tokens("status"), "intent": _constant("order")},
)
