"""Orders, specimens and results as FHIR R4."""

import uuid
from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Observation, Order, Result, Specimen
from tuyen.record.models.chart import ChartRow
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.orderables import orderables, specimens

_SNOMED = "http://snomed.info/sct"
_CATEGORIES = {
    "laboratory": ("108252007", "Laboratory procedure", "LAB"),
    "imaging": ("363679005", "Imaging", "RAD"),
    "functional": ("103693007", "Diagnostic procedure", "OTH"),
}
ORDER_STATUS = {"completed": "completed", "cancelled": "revoked"}


def service_request(row: Order, subject_id: uuid.UUID) -> Resource:
    snomed, display, _section = _CATEGORIES[row.category]
    sheet = f"{fhir.OUR_CODES}:identifier:requisition"
    return fhir.resource(
        "ServiceRequest",
        row.id,
        meta=_meta(row),
        requisition=fhir.identifier(sheet, str(row.requisition_id)),
        status=ORDER_STATUS.get(row.status, "active"),
        intent="order",
        category=[fhir.concept(_SNOMED, snomed, display)],
        priority="urgent" if row.is_urgent else "routine",
        code=_code(row),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        authoredOn=fhir.day(row.requested_at),
        requester=_named(row.requester_name),
        performer=[fhir.reference("Organization", row.performer_id, row.performer_name)],
        reasonCode=[{"text": row.reason}] if row.reason else [],
        specimen=[fhir.reference("Specimen", row.specimen_id)] if row.specimen_id else [],
    )


def specimen(row: Specimen, subject_id: uuid.UUID) -> Resource:
    kind = specimens(row.day).get(row.kind)
    label = kind.label.vi if kind else row.kind
    number = f"{fhir.OUR_CODES}:identifier:specimen"
    return fhir.resource(
        "Specimen",
        row.id,
        meta=_meta(row),
        accessionIdentifier=fhir.identifier(number, row.number),
        status="unsatisfactory" if row.status == "rejected" else "available",
        type=fhir.concept(_SNOMED, kind.snomed if kind else "", text=label),
        subject=fhir.reference("Patient", subject_id),
        receivedTime=fhir.day(row.received_at),
        collection={"collectedDateTime": fhir.day(row.collected_at)},
        note=[{"text": row.rejection_note}] if row.rejection_note else [],
    )


def diagnostic_report(
    row: Result, subject_id: uuid.UUID, figures: Iterable[Observation] = ()
) -> Resource:
    _snomed, _display, section = _CATEGORIES[row.category]
    return fhir.resource(
        "DiagnosticReport",
        row.id,
        meta=_meta(row),
        basedOn=[fhir.reference("ServiceRequest", row.order_id)],
        status=row.status,
        category=[fhir.concept(f"{fhir.TERMINOLOGY}/v2-0074", section)],
        code=_code(row),
        subject=fhir.reference("Patient", subject_id),
        effectiveDateTime=fhir.day(row.occurred_at),
        issued=fhir.day(row.verified_at or row.entered_at),
        performer=[fhir.reference("Organization", row.unit_id)],
        resultsInterpreter=[_named(row.verified_name)] if row.verified_name else [],
        result=[fhir.reference("Observation", each.id) for each in figures],
        conclusion="\n".join(filter(None, (row.findings, row.conclusion))) or None,
    )


def _code(row: Order | Result) -> Resource | None:
    """Our code; for a test of one analyte its LOINC code first."""
    item = orderables(row.day).get(row.code)
    codings = [fhir.coding(f"{fhir.OUR_CODES}:orderable", row.code, row.title)]
    if item and len(item.analytes) == 1:
        loinc = analytes(row.day)[item.analytes[0]].loinc
        codings = [*([fhir.coding(fhir.LOINC, loinc)] if loinc else []), *codings]
    return {"coding": codings, "text": row.title}


def _named(name: str) -> Resource | None:
    return {"display": name} if name else None


def _meta(row: ChartRow) -> Resource:
    return fhir.meta(row.hlc, ms_of(row.hlc))
