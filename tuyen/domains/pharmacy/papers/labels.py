"""Labels for the bags of drugs: who, what, how to take it, from which lot.

Pure: everything printed is in `Label`; nothing is read from tables or from the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tuyen.platform.print import render
from tuyen.platform.print.typeset import picture
from tuyen.record.models import Dispense

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class Label:
    facility: str
    patient: str
    drug: str
    quantity: str
    dose: str
    lot: str
    expires_on: str
    day: str


def labels_of(facility: str, patient: str, rows: Iterable[Dispense]) -> list[Label]:
    """One label for each lot of each drug."""
    return [
        Label(
            facility=facility,
            patient=patient,
            drug=str(row),
            quantity=f"{row.quantity} {row.pack_unit}",
            dose=row.dose,
            lot=row.lot_number,
            expires_on=f"{row.expires_on:%d/%m/%Y}" if row.expires_on else "",
            day=f"{row.day:%d/%m/%Y}",
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]


def labels_pdf(labels: list[Label]) -> bytes:
    return render(TEMPLATE, labels)


def labels_pictures(labels: list[Label]) -> list[bytes]:
    return picture(TEMPLATE, labels)
