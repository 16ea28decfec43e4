"""Rows of the chart as FHIR R4. `subject_id`: the person under whose id the chart was asked for."""

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import lru_cache

from tuyen.core import clock, fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import (
    Allergy,
    Condition,
    Dispense,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
)
from tuyen.record.models.chart import ChartRow
from tuyen.record.models.dispenses import DispenseStatus
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.vitals import vitals

_ACT = f"{fhir.TERMINOLOGY}/v3-ActCode"
CLASSES = {"inpatient": "IMP", "emergency": "EMER", "home": "HH", "remote": "VR"}
_INTERPRETATIONS = {
    "high": "H",
    "low": "L",
    "usual": "N",
    "H": "H",
    "L": "L",
    "N": "N",
    "A": "A",
} | {
    "very_high": "HH",
    "very_low": "LL",
    "abnormal": "A",
    "critical": "AA",
}
_VERIFICATIONS = {"confirmed", "provisional", "differential", "unconfirmed", "refuted"}


def encounter(
    row: Encounter, subject_id: uuid.UUID, conditions: Iterable[Condition] = ()
) -> Resource:
    reason = fhir.concept(f"{fhir.OUR_CODES}:visit-reason", row.reason_code, text=row.reason)
    who = fhir.reference("Practitioner", row.practitioner_id, row.practitioner_name)
    return fhir.resource(
        "Encounter",
        row.id,
        meta=_meta(row),
        status="entered-in-error" if row.status == "entered-in-error" else "finished",
        **{"class": fhir.coding(_ACT, CLASSES.get(row.kind, "AMB"))},
        type=[fhir.concept(f"{fhir.OUR_CODES}:visit-kind", row.kind)],
        subject=fhir.reference("Patient", subject_id),
        participant=[{"individual": who}] if who else [],
        period={"start": fhir.day(row.occurred_at), "end": fhir.day(_end_of(row))},
        reasonCode=[reason] if reason else [],
        diagnosis=[_diagnosis(each) for each in conditions],
        location=[{"location": fhir.reference("Location", row.unit_id)}],
        serviceProvider=fhir.reference("Organization", row.unit_id),
    )


def _end_of(row: Encounter) -> dt.datetime:
    """A visit typed in later from paper ended when it was given, as far as anybody knows."""
    return row.occurred_at if row.entered_at else max(row.occurred_at, row.recorded_at)


def _diagnosis(row: Condition) -> Resource:
    use = "CC" if row.rank == "main" else "CM"
    return {
        "condition": fhir.reference("Condition", row.id, row.name),
        "use": fhir.concept(f"{fhir.TERMINOLOGY}/diagnosis-role", use),
        "rank": 1 if row.rank == "main" else 2,
    }


def observation(row: Observation, subject_id: uuid.UUID) -> Resource:
    kind, loinc, label = _measured(row.code, clock.today())
    codings = [fhir.coding(f"{fhir.OUR_CODES}:observation", row.code, label)]
    if loinc:
        codings.insert(0, fhir.coding(fhir.LOINC, loinc, label))
    judged = _INTERPRETATIONS.get(row.interpretation, "")
    return fhir.resource(
        "Observation",
        row.id,
        meta=_meta(row),
        status="entered-in-error" if row.status == "entered-in-error" else _amended(row),
        category=[fhir.concept(f"{fhir.TERMINOLOGY}/observation-category", kind)] if kind else [],
        code={"coding": codings, "text": label or row.code},
        subject=fhir.reference("Patient", subject_id),
        basedOn=[fhir.reference("ServiceRequest", row.order_id)] if row.order_id else [],
        encounter=fhir.reference("Encounter", row.encounter_id),
        effectiveDateTime=fhir.day(row.occurred_at),
        valueQuantity=fhir.quantity(row.value, row.unit),
        valueString=row.value_text if row.value is None else None,
        interpretation=[fhir.concept(f"{fhir.TERMINOLOGY}/v3-ObservationInterpretation", judged)]
        if judged
        else [],
        referenceRange=_range(row),
    )


def _amended(row: Observation) -> str:
    if row.status == "preliminary":
        return "preliminary"
    return "amended" if row.amends_id else "final"


def _range(row: Observation) -> list[Resource]:
    bounds = fhir.clean(
        {"low": fhir.quantity(row.low, row.unit), "high": fhir.quantity(row.high, row.unit)}
    )
    return [bounds] if bounds else []


@lru_cache(maxsize=1024)
def _measured(code: str, day: dt.date) -> tuple[str, str, str]:
    """(category, LOINC code, label) of what was measured; empty where the lists do not know it."""
    if sign := vitals(day).get(code):
        return "vital-signs", sign.loinc, sign.label.vi
    if analyte := analytes(day).get(code):
        return "laboratory", analyte.loinc, analyte.label.vi
    return "", "", ""


def said(row: Observation) -> str:
    """An observation in one line: label, value, unit, day."""
    _kind, _loinc, label = _measured(row.code, clock.today())
    value = row.value_text if row.value is None else f"{row.value:g}".replace(".", ",")
    sign = vitals(row.day).get(row.code)
    unit = sign.unit_label.vi if sign else row.unit
    return f"{label or row.code}: {value} {unit} ({row.day:%d/%m/%Y})"


def codes_of_loinc(loinc: str, day: dt.date) -> list[str]:
    """Our codes for a LOINC code, for a search by it."""
    signs = [sign.code for sign in vitals(day).values() if sign.loinc == loinc]
    return signs + [each.code for each in analytes(day).values() if each.loinc == loinc]


def codes_of_category(category: str, day: dt.date) -> list[str]:
    if category == "vital-signs":
        return list(vitals(day))
    return list(analytes(day)) if category == "laboratory" else []


def condition(row: Condition, subject_id: uuid.UUID) -> Resource:
    is_error = row.verification == "entered-in-error"
    status = row.clinical_status or ("active" if row.category == "problem-list-item" else "")
    verification = row.verification if row.verification in _VERIFICATIONS else "unconfirmed"
    return fhir.resource(
        "Condition",
        row.id,
        meta=_meta(row),
        clinicalStatus=fhir.concept(f"{fhir.TERMINOLOGY}/condition-clinical", status)
        if status and not is_error
        else None,
        verificationStatus=fhir.concept(
            f"{fhir.TERMINOLOGY}/condition-ver-status",
            "entered-in-error" if is_error else verification,
        ),
        category=[fhir.concept(f"{fhir.TERMINOLOGY}/condition-category", row.category)],
        code=fhir.concept(fhir.ICD10, row.code, text=row.name),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        onsetDateTime=fhir.day(row.onset_on),
        abatementDateTime=fhir.day(row.ended_on),
        recordedDate=fhir.day(row.day),
    )


def medication_request(
    row: MedicationRequest,
    subject_id: uuid.UUID,
    sheet: Prescription | None = None,
    stop_reason: str | None = None,
) -> Resource:
    """sheet: the signed prescription on which the line stands; it names the prescriber.
    stop_reason: why the drug was stopped since."""
    text = " ".join(filter(None, (row.drug, row.strength)))
    number = f"{fhir.OUR_CODES}:identifier:prescription"
    return fhir.resource(
        "MedicationRequest",
        row.id,
        meta=_meta(row),
        status="stopped" if stop_reason else _request_status(row),
        statusReason=fhir.concept("", "", text=stop_reason or ""),
        intent="order",
        medicationCodeableConcept=fhir.concept(
            f"{fhir.OUR_CODES}:drug", row.drug_code, row.drug, text
        ),
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        authoredOn=fhir.day(sheet.signed_at if sheet else row.day),
        requester=fhir.reference("Practitioner", sheet.prescriber_id, sheet.prescriber_name)
        if sheet
        else None,
        groupIdentifier=fhir.identifier(number, sheet.number) if sheet else None,
        dosageInstruction=[
            fhir.clean(
                {
                    "sequence": row.line,
                    "text": row.dose,
                    "route": fhir.concept("", "", text=row.route),
                }
            )
        ],
        dispenseRequest=fhir.clean(
            {
                "quantity": fhir.quantity(row.quantity, "", label=row.unit, is_ucum=False),
                "expectedSupplyDuration": fhir.quantity(row.days, "d", label="ngày"),
            }
        ),
    )


def medication_dispense(row: Dispense, subject_id: uuid.UUID) -> Resource:
    """What was handed out of one line from one lot; declined with the reason in words."""
    text = " ".join(filter(None, (row.drug, row.strength)))
    given = row.status == DispenseStatus.COMPLETED
    declined = {"text": str(row.get_reason_display())} if row.reason else None
    return fhir.resource(
        "MedicationDispense",
        row.id,
        meta=_meta(row),
        identifier=[
            fhir.identifier(f"{fhir.OUR_CODES}:identifier:prescription", row.prescription_number)
        ],
        status=str(row.status),
        statusReasonCodeableConcept=declined,
        medicationCodeableConcept=fhir.concept(
            f"{fhir.OUR_CODES}:drug", row.drug_code, row.drug, text
        ),
        subject=fhir.reference("Patient", subject_id),
        context=fhir.reference("Encounter", row.encounter_id),
        performer=[{"actor": {"display": row.by_name}}],
        authorizingPrescription=[fhir.reference("MedicationRequest", row.request_id)],
        quantity=fhir.quantity(row.quantity, "", label=row.pack_unit, is_ucum=False)
        if given
        else None,
        whenHandedOver=fhir.day(row.handed_at) if given else None,
        note=[{"text": f"Lô {row.lot_number}"}] if row.lot_number else None,
        dosageInstruction=[{"text": row.dose}] if row.dose else None,
    )


def _request_status(row: MedicationRequest) -> str:
    """Nobody reports that the last tablet was taken: a line past its days is of unknown state."""
    return "active" if row.superseded_by_id is None else "stopped"


def allergy_intolerance(row: Allergy, subject_id: uuid.UUID) -> Resource:
    is_error = row.status == "entered-in-error"
    status = row.status if row.status in ("active", "inactive", "resolved") else "inactive"
    criticality = row.criticality if row.criticality in ("low", "high") else "unable-to-assess"
    return fhir.resource(
        "AllergyIntolerance",
        row.id,
        meta=_meta(row),
        clinicalStatus=fhir.concept(f"{fhir.TERMINOLOGY}/allergyintolerance-clinical", status)
        if not is_error
        else None,
        verificationStatus=fhir.concept(
            f"{fhir.TERMINOLOGY}/allergyintolerance-verification",
            "entered-in-error" if is_error else "confirmed",
        ),
        criticality=criticality if row.criticality else None,
        code=fhir.concept(
            f"{fhir.OUR_CODES}:allergy-substance", row.substance_code, text=row.substance
        ),
        patient=fhir.reference("Patient", subject_id),
        recordedDate=fhir.day(row.noted_on),
        reaction=[{"manifestation": [{"text": row.reaction}]}] if row.reaction else [],
    )


def _meta(row: ChartRow) -> Resource:
    """No profile is claimed: the draft asks for parts (a main diagnosis, a performer) that may lack."""
    return fhir.meta(row.hlc, ms_of(row.hlc))
