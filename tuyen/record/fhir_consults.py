"""A remote consultation as FHIR R4: the request, its state (Task), and what was said (Communication)."""

import uuid

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Consult, ConsultStep

_SNOMED = "http://snomed.info/sct"
CONSULTATION = "11429006"  # Consultation (procedure)
_PRIORITIES = {"routine": "routine", "urgent": "urgent", "emergency": "stat"}
_REQUEST = {
    "closed": "completed",
    "outcome": "completed",
    "refused": "revoked",
    "redirected": "revoked",
    "cancelled": "revoked",
}
_TASK = {
    "asked": "requested",
    "accepted": "accepted",
    "in_consult": "in-progress",
    "more_asked": "on-hold",
    "advised": "in-progress",
    "outcome": "completed",
    "closed": "completed",
    "refused": "rejected",
    "redirected": "rejected",
    "cancelled": "cancelled",
}


def service_request(row: Consult, subject_id: uuid.UUID) -> Resource:
    return fhir.resource(
        "ServiceRequest",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        identifier=[fhir.identifier(f"{fhir.OUR_CODES}:identifier:consult", row.number)],
        replaces=[{"reference": f"ServiceRequest/{row.follows_id}"}] if row.follows_id else [],
        status=_REQUEST.get(row.status, "active"),
        intent="order",
        category=[fhir.concept(_SNOMED, CONSULTATION, "Consultation")],
        priority=_PRIORITIES.get(row.urgency, "routine"),
        code=fhir.concept(f"{fhir.OUR_CODES}:specialty", row.specialty, text=row.question),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        authoredOn=fhir.day(row.asked_at),
        requester=fhir.reference("Organization", row.from_unit_id, row.asked_by_name),
        performer=[fhir.reference("Organization", row.to_unit_id)],
        reasonCode=[
            each
            for each in (fhir.concept(fhir.ICD10, row.diagnosis_code, text=row.diagnosis),)
            if each
        ],
        supportingInfo=[
            *({"reference": f"DocumentReference/{each}"} for each in row.document_ids),
            *({"reference": f"ImagingStudy/{each}"} for each in row.study_ids),
        ],
        note=[{"text": text} for text in (row.signs, row.results, row.treatment) if text],
    )


def task(row: Consult, subject_id: uuid.UUID) -> Resource:
    said = (("outcome", row.outcome), ("agreed", row.agreed), ("held", row.held))
    return fhir.resource(
        "Task",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=_TASK[row.status],
        businessStatus=fhir.concept(f"{fhir.OUR_CODES}:consult-status", row.status),
        statusReason={"text": row.decision_note} if row.decision_note else None,
        intent="order",
        priority=_PRIORITIES.get(row.urgency, "routine"),
        focus={"reference": f"ServiceRequest/{row.id}"},
        **{"for": fhir.reference("Patient", subject_id)},
        authoredOn=fhir.day(row.asked_at),
        requester=fhir.reference("Organization", row.from_unit_id),
        owner=fhir.reference("Organization", row.to_unit_id, row.expert_name),
        restriction={"period": {"end": fhir.day(row.answer_due_at)}},
        output=[{"type": {"text": name}, "valueString": text} for name, text in said if text],
    )


def communication(row: ConsultStep, subject_id: uuid.UUID) -> Resource:
    """What was said or happened, in its order; a signed advice is a line of the kind `advise`."""
    return fhir.resource(
        "Communication",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status="completed",
        category=[fhir.concept(f"{fhir.OUR_CODES}:consult-step", row.kind)],
        basedOn=[{"reference": f"ServiceRequest/{row.consult_id}"}],
        subject=fhir.reference("Patient", subject_id),
        sent=fhir.day(row.at),
        sender=fhir.reference("Organization", row.unit_id, row.by_name),
        payload=[{"contentString": row.text}] if row.text else [],
    )
