"""A referral as FHIR R4: the request (ServiceRequest) and what became of it (Task)."""

import uuid

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Referral

_SNOMED = "http://snomed.info/sct"
PATIENT_REFERRAL = "3457005"
_PRIORITIES = {"routine": "routine", "urgent": "urgent", "emergency": "stat"}
_REQUEST = {
    "requested": "active",
    "accepted": "active",
    "arrived": "active",
    "replied": "active",
    "lost": "on-hold",
    "returned": "completed",
    "closed": "completed",
    "refused": "revoked",
    "redirected": "revoked",
    "cancelled": "revoked",
}
_TASK = {
    "requested": "requested",
    "accepted": "accepted",
    "arrived": "in-progress",
    "replied": "in-progress",
    "lost": "on-hold",
    "returned": "completed",
    "closed": "completed",
    "refused": "rejected",
    "redirected": "rejected",
    "cancelled": "cancelled",
}


def service_request(row: Referral, subject_id: uuid.UUID) -> Resource:
    number = f"{fhir.OUR_CODES}:identifier:referral"
    reason = fhir.concept(f"{fhir.OUR_CODES}:transfer-reason", row.reason_code, text=row.reason)
    return fhir.resource(
        "ServiceRequest",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        identifier=[fhir.identifier(number, row.number)],
        replaces=[{"reference": f"ServiceRequest/{row.follows_id}"}] if row.follows_id else [],
        status=_REQUEST[row.status],
        intent="order",
        category=[fhir.concept(_SNOMED, PATIENT_REFERRAL, "Patient referral")],
        priority=_PRIORITIES.get(row.urgency, "routine"),
        code=fhir.concept(f"{fhir.OUR_CODES}:specialty", row.specialty, text=row.diagnosis),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        authoredOn=fhir.day(row.requested_at),
        requester=fhir.reference("Organization", row.from_unit_id, row.requested_by_name),
        performer=[fhir.reference("Organization", row.to_unit_id)],
        reasonCode=[
            each
            for each in (fhir.concept(fhir.ICD10, row.diagnosis_code, text=row.diagnosis), reason)
            if each
        ],
        supportingInfo=[{"reference": f"DocumentReference/{each}"} for each in row.document_ids],
        note=[{"text": text} for text in (row.signs, row.results, row.treatment) if text],
    )


def task(row: Referral, subject_id: uuid.UUID) -> Resource:
    """The state of the request; the reply stands in its output."""
    said = (("diagnosis", row.reply_diagnosis), ("summary", row.reply), ("plan", row.return_plan))
    return fhir.resource(
        "Task",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=_TASK[row.status],
        businessStatus=fhir.concept(f"{fhir.OUR_CODES}:referral-status", row.status),
        statusReason={"text": row.decision_note} if row.decision_note else None,
        intent="order",
        priority=_PRIORITIES.get(row.urgency, "routine"),
        focus={"reference": f"ServiceRequest/{row.id}"},
        **{"for": fhir.reference("Patient", subject_id)},
        authoredOn=fhir.day(row.requested_at),
        requester=fhir.reference("Organization", row.from_unit_id),
        owner=fhir.reference("Organization", row.to_unit_id),
        restriction={"period": {"end": fhir.day(row.expected_by)}},
        output=[{"type": {"text": name}, "valueString": text} for name, text in said if text],
    )
