"""A case of a notifiable disease as a FHIR R4 Condition; its class is our own coding beside the status."""

import uuid

from tuyen.core import clock, fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Case
from tuyen.record.rules.cases import diseases

CATEGORY = "infectious-disease-case"
VERIFICATIONS = {
    "suspected": "unconfirmed",
    "probable": "provisional",
    "clinical": "provisional",
    "lab_confirmed": "confirmed",
    "epi_linked": "confirmed",
    "discarded": "refuted",
}
CLINICAL = {"recovered": "resolved", "died": "inactive"}


def condition(row: Case, subject_id: uuid.UUID) -> Resource:
    is_error = row.status == "entered_in_error"
    known = diseases(clock.day_of(row.notified_at)).get(row.disease)
    label = known.label_vi if known else row.disease
    codings = [fhir.coding(f"{fhir.OUR_CODES}:notifiable-disease", row.disease, label)]
    if row.icd10:
        codings.insert(0, fhir.coding(fhir.ICD10, row.icd10))
    verification = [
        fhir.coding(
            f"{fhir.TERMINOLOGY}/condition-ver-status",
            "entered-in-error" if is_error else VERIFICATIONS[row.classification],
        ),
        fhir.coding(
            f"{fhir.OUR_CODES}:case-class", row.classification, row.get_classification_display()
        ),
    ]
    return fhir.resource(
        "Condition",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        clinicalStatus=None
        if is_error
        else fhir.concept(
            f"{fhir.TERMINOLOGY}/condition-clinical", CLINICAL.get(row.outcome, "active")
        ),
        verificationStatus={"coding": verification},
        category=[fhir.concept(f"{fhir.OUR_CODES}:condition-category", CATEGORY)],
        code={"coding": codings, "text": label},
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        onsetDateTime=fhir.day(row.onset_on),
        recordedDate=fhir.day(row.notified_at),
        stage=[{"summary": fhir.concept(f"{fhir.OUR_CODES}:case-stage", row.stage)}],
    )
