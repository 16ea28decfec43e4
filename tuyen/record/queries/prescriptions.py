"""Prescriptions of a visit with their lines."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.record.chart import Chart
from tuyen.record.models import Encounter, MedicationRequest, Prescription
from tuyen.record.rules import doses
from tuyen.record.sheet import Line

Said = tuple[str, str, float | None, str, int | None]


@dataclass(frozen=True)
class Earlier:
    """A signed sheet and what its lines say."""

    sheet: Prescription
    lines: list[Said]


def said(line: Line) -> Said:
    """What the patient reads in a line: two sheets with the same are the same."""
    return (
        line.drug_code,
        line.drug,
        line.quantity,
        doses.spelled(line.dose, line.unit),
        line.days,
    )


def earlier_sheets(chart: Chart, encounter: Encounter) -> dict[str, Earlier]:
    """Signed sheets of a visit by their kind."""
    sheets = chart.of(Prescription).filter(encounter_id=encounter.id)
    lines = lines_by_sheet(chart.of(MedicationRequest).filter(encounter_id=encounter.id))
    return {
        sheet.kind: Earlier(sheet, [_said(row) for row in lines.get(sheet.id, ())])
        for sheet in sheets
    }


def lines_by_sheet(
    rows: Iterable[MedicationRequest],
) -> dict[uuid.UUID | None, list[MedicationRequest]]:
    found: dict[uuid.UUID | None, list[MedicationRequest]] = {}
    for row in sorted(rows, key=lambda row: row.line):
        found.setdefault(row.prescription_id, []).append(row)
    return found


def _said(row: MedicationRequest) -> Said:
    return (row.drug_code, row.drug, row.quantity, row.dose, row.days)
