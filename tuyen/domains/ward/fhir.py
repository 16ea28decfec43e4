"""Doses given at the bed as FHIR R4: MedicationAdministration."""

import uuid

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.domains.ward.models import CareAct
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import MedicationRequest

STATUSES = {
    "done": "completed",
    "refused": "not-done",
    "held": "not-done",
    "struck": "entered-in-error",
}
_CATEGORY = f"{fhir.TERMINOLOGY}/medication-admin-category"


def medication_administration(
    row: CareAct, subject_id: uuid.UUID, line: MedicationRequest | None = None
) -> Resource:
    """One dose. line: the order as it stands now; how much was given is said by its words alone."""
    text = " ".join(filter(None, (line.drug, line.strength))) if line else row.title
    return fhir.resource(
        "MedicationAdministration",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=STATUSES[row.outcome],
        statusReason=[{"text": row.note}] if row.note else [],
        category=fhir.concept(_CATEGORY, "inpatient", "Inpatient"),
        medicationCodeableConcept=fhir.concept(
            f"{fhir.OUR_CODES}:drug",
            line.drug_code if line else "",
            line.drug if line else "",
            text,
        ),
        subject=fhir.reference("Patient", subject_id),
        context=fhir.reference("Encounter", row.admission_id),
        effectiveDateTime=fhir.day(row.done_at),
        performer=[{"actor": {"display": row.done_by_name}}],
        request=fhir.reference("MedicationRequest", line.id if line else None),
    )
