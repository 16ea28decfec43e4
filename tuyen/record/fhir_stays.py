"""Inpatient stays and beds as FHIR R4: Encounter of class IMP, Location of physical type bed."""

import uuid
from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Admission, BedStay, Condition
from tuyen.record.queries.beds import Place

STATUSES = {
    "planned": "planned",
    "arrived": "arrived",
    "in_bed": "in-progress",
    "on_leave": "onleave",
    "cancelled": "entered-in-error",
}
# v2-0116: occupied, unoccupied, contaminated (to be cleaned), closed
BED_STATES = {"occupied": "O", "leave": "O", "ready": "U", "cleaning": "K", "closed": "C"}
_ACT = f"{fhir.TERMINOLOGY}/v3-ActCode"


def admission(
    row: Admission,
    subject_id: uuid.UUID,
    conditions: Iterable[Condition] = (),
    pieces: Iterable[BedStay] = (),
    *,
    is_masked: bool = False,
) -> Resource:
    """A stay; of somebody in custody without the place unless the asker works there."""
    who = fhir.reference("Practitioner", row.doctor_id, row.doctor_name)
    return fhir.resource(
        "Encounter",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=STATUSES.get(row.status, "finished"),
        **{"class": fhir.coding(_ACT, "IMP")},
        type=[fhir.concept(f"{fhir.OUR_CODES}:stay-kind", row.kind)],
        subject=fhir.reference("Patient", subject_id),
        participant=[{"individual": who}] if who else [],
        period=fhir.clean({"start": fhir.day(row.arrived_at), "end": fhir.day(row.ended_at)}),
        reasonCode=[{"text": row.reason}] if row.reason else [],
        diagnosis=[_diagnosis(each) for each in conditions],
        hospitalization=_hospitalization(row),
        location=[] if is_masked else [_location(each) for each in pieces if each.bed_id],
        serviceProvider=None if is_masked else fhir.reference("Organization", row.unit_id),
    )


def _diagnosis(row: Condition) -> Resource:
    use = fhir.concept(f"{fhir.TERMINOLOGY}/diagnosis-role", "DD")
    return {"condition": fhir.reference("Condition", row.id, row.name), "use": use}


def _hospitalization(row: Admission) -> Resource | None:
    if not row.discharge_type:
        return None
    system = f"{fhir.OUR_CODES}:discharge-type"
    return {"dischargeDisposition": fhir.concept(system, row.discharge_type)}


def _location(piece: BedStay) -> Resource:
    return fhir.clean(
        {
            "location": fhir.reference("Location", piece.bed_id, piece.place),
            "status": "completed" if piece.to_at else "active",
            "period": fhir.clean({"start": fhir.day(piece.from_at), "end": fhir.day(piece.to_at)}),
        }
    )


def bed(place: Place, room_name: str) -> Resource:
    """One bed; who lies in it is said by the encounter alone."""
    row = place.bed
    return fhir.resource(
        "Location",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status="suspended" if row.status == "closed" else "active",
        operationalStatus=fhir.coding(
            f"{fhir.TERMINOLOGY}/v2-0116", BED_STATES.get(place.state, "U")
        ),
        name=f"{room_name} · {row.name}",
        mode="instance",
        physicalType=fhir.concept(f"{fhir.TERMINOLOGY}/location-physical-type", "bd", "Bed"),
        managingOrganization=fhir.reference("Organization", row.unit_id),
        partOf=fhir.reference("Location", row.unit_id),
    )
