"""A dose as FHIR R4 Immunization."""

import datetime as dt
import uuid

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record import vaccines
from tuyen.record.models import DoseSource, DoseStatus, Immunization

CVX = "http://hl7.org/fhir/sid/cvx"
_ACT_SITE = f"{fhir.TERMINOLOGY}/v3-ActSite"
_ROUTE = f"{fhir.TERMINOLOGY}/v3-RouteOfAdministration"
_ORIGIN = f"{fhir.TERMINOLOGY}/immunization-origin"
STATUS = {
    "completed": DoseStatus.COMPLETED,
    "not-done": DoseStatus.NOT_DONE,
    "entered-in-error": DoseStatus.ENTERED_IN_ERROR,
}
_SAID = {ours: theirs for theirs, ours in STATUS.items()}
# value set immunization-origin
_ORIGINS = {DoseSource.PAPER: "record", DoseSource.TOLD: "recall", DoseSource.IMPORT: "record"}


def immunization(row: Immunization, subject_id: uuid.UUID) -> Resource:
    """Without its place where somebody is in custody: as everywhere in the record."""
    on = row.given_on
    place = row.unit_id if row.compartment != "custody" else None
    reason = vaccines.reasons(on).get(row.status_reason, "")
    return fhir.resource(
        "Immunization",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=_SAID[DoseStatus(row.status)],
        statusReason=fhir.concept(
            f"{fhir.OUR_CODES}:immunization-not-given", row.status_reason, reason
        ),
        vaccineCode=vaccine_code(row.vaccine, on),
        patient=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        occurrenceDateTime=fhir.day(row.given_at or on),
        recorded=fhir.day(row.recorded_at),
        primarySource=row.source == DoseSource.GIVEN,
        reportOrigin=fhir.concept(_ORIGIN, _ORIGINS.get(DoseSource(row.source), "")),
        lotNumber=row.lot,
        expirationDate=fhir.day(row.expiry_on),
        site=_coded(_ACT_SITE, "site", row.site, on),
        route=_coded(_ROUTE, "route", row.route, on),
        performer=_performers(row, place),
        note=[{"text": row.note}] if row.note else [],
        protocolApplied=_protocol(row, place),
    )


def vaccine_code(code: str, on: dt.date) -> Resource:
    """Our code, and that of CVX where one is known."""
    known = vaccines.vaccine(code, on)
    label = known.label if known else code
    codings = [fhir.coding(f"{fhir.OUR_CODES}:vaccine", code, label)]
    if known and known.cvx:
        codings.append(fhir.coding(CVX, known.cvx))
    return {"coding": codings, "text": label}


def _coded(system: str, kind: str, code: str, on: dt.date) -> Resource | None:
    if not code:
        return None
    return fhir.concept(
        system, vaccines.hl7_of(kind, code, on), text=vaccines.places(kind, on).get(code, code)
    )


def _performers(row: Immunization, place: uuid.UUID | None) -> list[Resource]:
    who = fhir.reference("Practitioner", None, row.given_by_name)
    at = fhir.reference("Organization", place, row.place)
    return [{"actor": actor} for actor in (who, at) if actor]


def _protocol(row: Immunization, place: uuid.UUID | None) -> list[Resource]:
    """A zero dose has no place in the series."""
    if row.dose_number is None and not row.is_dose_zero:
        return []
    known = vaccines.vaccine(row.vaccine, row.given_on)
    antigens = sorted(known.antigens) if known else []
    number: Resource = (
        {"doseNumberString": "0"}
        if row.is_dose_zero
        else {"doseNumberPositiveInt": row.dose_number}
    )
    diseases = [fhir.concept(f"{fhir.OUR_CODES}:antigen", each) for each in antigens]
    authority = fhir.reference("Organization", place)
    return [fhir.clean({"targetDisease": diseases, "authority": authority} | number)]
