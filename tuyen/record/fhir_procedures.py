"""What was done to a person as FHIR R4 Procedure."""

import uuid

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Procedure

_SNOMED = "http://snomed.info/sct"
# value set procedure-outcome
OUTCOMES = {
    "successful": ("385669000", "Successful"),
    "partial": ("385670004", "Partially successful"),
    "unsuccessful": ("385671000", "Unsuccessful"),
}


def procedure(row: Procedure, subject_id: uuid.UUID) -> Resource:
    """Whoever stood beside as the expert is a performer too, with a function of our own list.

    Without its place where somebody is in custody: as everywhere in the record.
    """
    return fhir.resource(
        "Procedure",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status="entered-in-error" if row.status == "entered-in-error" else "completed",
        code=fhir.concept(f"{fhir.OUR_CODES}:technique", row.code, row.name, text=row.name),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id or row.admission_id),
        performedDateTime=fhir.day(row.performed_at or row.day),
        performer=_performers(row),
        outcome=fhir.concept(_SNOMED, *OUTCOMES[row.outcome]),
        complication=[{"text": row.complication}] if row.complication else [],
        note=[{"text": row.note}] if row.note else [],
    )


def _performers(row: Procedure) -> list[Resource]:
    place = row.unit_id if row.compartment != "custody" else None
    hands = [
        ("performer", row.performer_id, row.performer_name),
        ("supervisor", row.supervisor_id, row.supervisor_name),
    ]
    for each in row.assistants:
        hands.append(("assistant", uuid.UUID(each["id"]) if each["id"] else None, each["name"]))
    return [
        fhir.clean(
            {
                "function": fhir.concept(f"{fhir.OUR_CODES}:procedure-function", function),
                "actor": fhir.reference("Practitioner", id_, name),
                "onBehalfOf": fhir.reference("Organization", place)
                if function == "performer"
                else None,
            }
        )
        for function, id_, name in hands
        if id_ or name
    ]
