"""From a sheet to the rows of the chart: encounter, readings, diagnoses, prescriptions and their lines."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.changes.bulk import row_of
from tuyen.platform.changes.models import SyncedModel
from tuyen.record.facility_code import code_of
from tuyen.record.models import (
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
)
from tuyen.record.queries.prescriptions import Earlier, said
from tuyen.record.rules import doses, prescriptions
from tuyen.record.rules.prescriptions import Kind, Table
from tuyen.record.sheet import Line, Sheet


@dataclass(frozen=True)
class About:
    """Whom the rows are about, who writes them and where they are filed."""

    patient_id: uuid.UUID
    compartment: str
    by: Actor
    sheet: Sheet
    table: Table
    now: dt.datetime
    amends_id: uuid.UUID | None = None
    earlier: Mapping[str, Earlier] = field(default_factory=dict)  # signed sheets by kind


def rows_of(about: About) -> tuple[Encounter, list[SyncedModel]]:
    """The encounter first, then all that belongs to it."""
    encounter = _encounter(about)
    children: list[SyncedModel] = [*_observations(about, encounter), *_conditions(about, encounter)]
    for kind, lines in sheets_of(about.sheet.lines, about.table).items():
        prescription = _prescription(about, encounter, kind, lines)
        children.append(prescription)
        children += _requests(about, encounter, prescription, lines)
    return encounter, children


def sheets_of(lines: Iterable[Line], table: Table) -> dict[Kind, list[Line]]:
    """Lines by the sheet on which they stand; controlled drugs on their own."""
    found: dict[Kind, list[Line]] = {}
    for line in lines:
        found.setdefault(prescriptions.kind_of(line.control, table), []).append(line)
    return found


def _encounter(about: About) -> Encounter:
    sheet, by = about.sheet, about.by
    return row_of(
        Encounter,
        uuid7(),
        patient_id=about.patient_id,
        compartment=about.compartment,
        amends_id=about.amends_id,
        unit_id=by.unit_id,
        practitioner_id=by.staff_id,
        practitioner_name=sheet.practitioner_name or by.name,
        kind=sheet.kind,
        day=sheet.day,
        occurred_at=sheet.occurred_at,
        recorded_at=about.now,
        entered_at=about.now if sheet.is_from_paper else None,
        reason_code=sheet.reason_code,
        reason=sheet.reason,
        note=sheet.note,
        plan=sheet.plan,
        plan_note=sheet.plan_note,
        outcome=sheet.outcome,
        next_visit_on=sheet.next_visit_on,
        payer=sheet.payer,
        identified_by=sheet.identified_by,
    )


def _observations(about: About, encounter: Encounter) -> Iterator[Observation]:
    for reading in about.sheet.readings:
        yield row_of(
            Observation,
            uuid7(),
            patient_id=about.patient_id,
            compartment=about.compartment,
            encounter_id=encounter.id,
            code=reading.code,
            value=reading.value,
            unit=reading.unit,
            low=reading.low,
            high=reading.high,
            interpretation=reading.interpretation,
            day=encounter.day,
            occurred_at=encounter.occurred_at,
        )


def _conditions(about: About, encounter: Encounter) -> Iterator[Condition]:
    for number, diagnosis in enumerate(about.sheet.diagnoses):
        yield row_of(
            Condition,
            uuid7(),
            patient_id=about.patient_id,
            compartment=about.compartment,
            encounter_id=encounter.id,
            rank="other" if number else "main",
            code=diagnosis.code,
            scheme=diagnosis.scheme,
            name=diagnosis.name,
            verification=diagnosis.verification,
            day=encounter.day,
        )


def _prescription(
    about: About, encounter: Encounter, kind: Kind, lines: Iterable[Line]
) -> Prescription:
    """A new sheet under a new number; a correction that leaves its lines alone keeps the signed one."""
    sheet, by, earlier = about.sheet, about.by, about.earlier.get(kind.letter)
    stays = earlier.sheet if earlier and earlier.lines == [said(line) for line in lines] else None
    return row_of(
        Prescription,
        uuid7(),
        patient_id=about.patient_id,
        compartment=about.compartment,
        amends_id=earlier.sheet.id if earlier else None,
        encounter_id=encounter.id,
        unit_id=by.unit_id,
        number=stays.number if stays else _number(by, encounter.day, kind, about.table),
        kind=kind.letter,
        prescriber_id=stays.prescriber_id if stays else by.staff_id,
        prescriber_name=stays.prescriber_name if stays else sheet.practitioner_name or by.name,
        signed_at=stays.signed_at if stays else about.now,
        advice=sheet.advice,
        carer_name=sheet.carer_name,
    )


def _number(by: Actor, day: dt.date, kind: Kind, table: Table) -> str:
    return prescriptions.number_of(code_of(by.unit_id, day), kind.letter, secrets.choice, table)


def _requests(
    about: About, encounter: Encounter, prescription: Prescription, lines: Iterable[Line]
) -> Iterator[MedicationRequest]:
    for number, line in enumerate(lines, start=1):
        yield row_of(
            MedicationRequest,
            uuid7(),
            patient_id=about.patient_id,
            compartment=about.compartment,
            encounter_id=encounter.id,
            prescription_id=prescription.id,
            line=number,
            drug_code=line.drug_code,
            drug=line.drug,
            strength=line.strength,
            form=line.form,
            route=line.route,
            quantity=line.quantity or 0,  # never 0: a line without a quantity is a fault
            unit=line.unit,
            dose=doses.spelled(line.dose, line.unit),
            days=line.days,
            override_reason=line.override_reason,
            day=encounter.day,
        )


def entered_in_error(encounter: Encounter, by: Actor) -> Encounter:
    """The row that says: this visit never was."""
    now = clock.now()
    names = [field.attname for field in Encounter._meta.concrete_fields]
    kept = {name: getattr(encounter, name) for name in names if name not in NOT_COPIED}
    return Encounter(
        **kept,
        status="entered-in-error",
        amends_id=encounter.id,
        recorded_at=now,
        unit_id=by.unit_id,
    )


NOT_COPIED = {"id", "hlc", "amends_id", "superseded_by_id", "status", "recorded_at", "unit_id"}
