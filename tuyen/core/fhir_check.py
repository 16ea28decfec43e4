"""What the base specification (FHIR R4, 4.0.1) asks of the resources that we serve, as tables.

A generic library accepts `gender: "nu"`; here every required code list and cardinality of the served
elements is looked up.
"""

from collections.abc import Iterator
from typing import Any

_GENDER = {"male", "female", "other", "unknown"}
_ENCOUNTER = {"planned", "arrived", "triaged", "in-progress", "onleave"} | {
    "finished",
    "cancelled",
    "entered-in-error",
    "unknown",
}
_OBSERVATION = {"registered", "preliminary", "final", "amended", "corrected"} | {
    "cancelled",
    "entered-in-error",
    "unknown",
}
_MEDICATION = {"active", "on-hold", "cancelled", "completed", "entered-in-error"} | {
    "stopped",
    "draft",
    "unknown",
}
_INTENT = {"proposal", "plan", "order", "original-order"} | {
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
}
_REQUEST = {"draft", "active", "on-hold", "revoked", "completed"} | {
    "entered-in-error",
    "unknown",
}
_REPORT = {"registered", "partial", "preliminary", "final", "amended", "corrected"} | {
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
}
_SPECIMEN = {"available", "unavailable", "unsatisfactory", "entered-in-error"}
_CONDITION = {"active", "recurrence", "relapse", "inactive", "remission", "resolved"}
_VERIFICATION = {"unconfirmed", "provisional", "differential", "confirmed"} | {
    "refuted",
    "entered-in-error",
}

_APPOINTMENT = {"proposed", "pending", "booked", "arrived", "fulfilled", "cancelled"} | {
    "noshow",
    "entered-in-error",
    "checked-in",
    "waitlist",
}
_IMAGING = {"registered", "available", "cancelled", "entered-in-error", "unknown"}
_ANSWERED = {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
_PRIORITY = {"routine", "urgent", "asap", "stat"}
_TASK = {"draft", "requested", "received", "accepted", "rejected", "ready", "cancelled"} | {
    "in-progress",
    "on-hold",
    "failed",
    "completed",
    "entered-in-error",
}

_DISPENSE = {"preparation", "in-progress", "cancelled", "on-hold", "completed"} | {
    "entered-in-error",
    "stopped",
    "declined",
    "unknown",
}

_GIVEN = {"in-progress", "not-done", "on-hold", "completed", "entered-in-error"} | {
    "stopped",
    "unknown",
}

_CONSENT = {"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"}

# type: {element: codes of its required binding, or None}
CODES: dict[str, dict[str, set[str]]] = {
    "Patient": {"gender": _GENDER},
    "Practitioner": {"gender": _GENDER},
    "Encounter": {"status": _ENCOUNTER},
    "Observation": {"status": _OBSERVATION},
    "MedicationRequest": {"status": _MEDICATION, "intent": _INTENT},
    "Appointment": {"status": _APPOINTMENT},
    "Consent": {"status": _CONSENT},
    "MedicationDispense": {"status": _DISPENSE},
    "MedicationAdministration": {"status": _GIVEN},
    "ServiceRequest": {
        "status": _REQUEST,
        "intent": _INTENT | {"directive"},
        "priority": _PRIORITY,
    },
    "Task": {"status": _TASK, "intent": _INTENT | {"unknown"}, "priority": _PRIORITY},
    "DiagnosticReport": {"status": _REPORT},
    "Specimen": {"status": _SPECIMEN},
    "AllergyIntolerance": {"criticality": {"low", "high", "unable-to-assess"}},
    "ImagingStudy": {"status": _IMAGING},
    "Procedure": {"status": {"completed", "entered-in-error"}},
    "Immunization": {"status": {"completed", "not-done", "entered-in-error"}},
    "Communication": {"status": {"in-progress", "completed", "entered-in-error"}},
    "DocumentReference": {
        "status": {"current", "superseded", "entered-in-error"},
        "docStatus": {"preliminary", "final", "amended", "entered-in-error"},
    },
    "AuditEvent": {"action": {"C", "R", "U", "D", "E"}, "outcome": {"0", "4", "8", "12"}},
    "Location": {"status": {"active", "suspended", "inactive"}, "mode": {"instance", "kind"}},
    "Device": {"status": {"active", "inactive", "entered-in-error", "unknown"}},
    "Medication": {"status": {"active", "inactive", "entered-in-error"}},
    "SupplyDelivery": {"status": {"in-progress", "completed", "abandoned", "entered-in-error"}},
    "Questionnaire": {"status": {"draft", "active", "retired", "unknown"}},
    "QuestionnaireResponse": {"status": _ANSWERED},
}
CONCEPT_CODES: dict[str, dict[str, set[str]]] = {
    "Condition": {"clinicalStatus": _CONDITION, "verificationStatus": _VERIFICATION},
    "AllergyIntolerance": {
        "clinicalStatus": {"active", "inactive", "resolved"},
        "verificationStatus": {"unconfirmed", "confirmed", "refuted", "entered-in-error"},
    },
}
NEEDED: dict[str, tuple[str, ...]] = {
    "Patient": (),
    "Practitioner": (),
    "Organization": ("name",),
    "Location": ("name",),
    "Encounter": ("status", "class"),
    "Observation": ("status", "code"),
    "Condition": ("subject",),
    "MedicationRequest": ("status", "intent", "medicationCodeableConcept", "subject"),
    "AllergyIntolerance": ("patient",),
    "Appointment": ("status", "participant"),
    "Device": (),
    "Medication": ("code",),
    "SupplyDelivery": ("status", "suppliedItem"),
    "Questionnaire": ("status",),
    "QuestionnaireResponse": ("status",),
    "Consent": ("status", "scope", "category", "policyRule"),
    "MedicationDispense": ("status", "medicationCodeableConcept", "subject"),
    "MedicationAdministration": (
        "status",
        "medicationCodeableConcept",
        "subject",
        "effectiveDateTime",
    ),
    "ServiceRequest": ("status", "intent", "subject"),
    "Task": ("status", "intent"),
    "ImagingStudy": ("status", "subject"),
    "Procedure": ("status", "subject"),
    "ImmunizationRecommendation": ("patient", "date", "recommendation"),
    "Immunization": ("status", "vaccineCode", "patient", "occurrenceDateTime"),
    "Communication": ("status", "subject"),
    "AuditEvent": ("type", "recorded", "agent", "source"),
    "DocumentReference": ("status", "content"),
    "DiagnosticReport": ("status", "code"),
    "Specimen": (),
}
SUBJECTS = {
    "Consent": "patient",
    "MedicationDispense": "subject",
    "MedicationAdministration": "subject",
    "Encounter": "subject",
    "Observation": "subject",
    "Condition": "subject",
    "MedicationRequest": "subject",
    "AllergyIntolerance": "patient",
    "ImagingStudy": "subject",
    "Procedure": "subject",
    "Immunization": "patient",
    "ImmunizationRecommendation": "patient",
    "Communication": "subject",
    "DocumentReference": "subject",
    "ServiceRequest": "subject",
    "DiagnosticReport": "subject",
    "Specimen": "subject",
}


def faults(resource: dict[str, Any]) -> list[str]:
    """Paths with what is wrong; empty when the resource keeps the rules above."""
    return list(_faults(resource))


def _faults(resource: dict[str, Any]) -> Iterator[str]:
    kind = resource.get("resourceType", "")
    if kind not in NEEDED:
        yield f"resourceType: {kind!r} is not served"
        return
    for element in NEEDED[kind]:
        if element not in resource:
            yield f"{kind}.{element}: missing"
    for element, codes in CODES.get(kind, {}).items():
        if element in resource and resource[element] not in codes:
            yield f"{kind}.{element}: {resource[element]!r}"
    for element, codes in CONCEPT_CODES.get(kind, {}).items():
        for coding in resource.get(element, {}).get("coding", []):
            if coding.get("code") not in codes:
                yield f"{kind}.{element}: {coding.get('code')!r}"
    yield from _of_subject(kind, resource)


def _of_subject(kind: str, resource: dict[str, Any]) -> Iterator[str]:
    element = SUBJECTS.get(kind)
    if element and not resource.get(element, {}).get("reference", "").startswith("Patient/"):
        yield f"{kind}.{element}: not a patient"
