"""The prescription on A5 by TT 26/2025/TT-BYT: what stands on it, in which words and numbers.

Pure: everything printed is in `PrescriptionPaper`; nothing is read from tables or from the clock.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuyen.core.number_words import in_words
from tuyen.platform.print import qr_svg, render
from tuyen.platform.print.typeset import picture
from tuyen.record.rules.prescriptions import is_national, table_on

TEMPLATE = Path(__file__).with_suffix(".typ")

TITLES = {"C": "ĐƠN THUỐC", "N": "ĐƠN THUỐC “N”", "H": "ĐƠN THUỐC “H”"}
_CONTROLLED_FIRST = "NHC"


@dataclass(frozen=True)
class DrugLine:
    """One drug as it was named that day. `quantity` in `unit`; `dose`: how to take it."""

    drug: str
    quantity: float
    unit: str
    dose: str
    strength: str = ""
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """Drugs of one kind: C common, N narcotic, H psychotropic and precursors; each its own paper."""

    number: str
    kind: str
    lines: tuple[DrugLine, ...]


@dataclass(frozen=True)
class PrescriptionPaper:
    """`diagnoses`: (code, name), main one first. `birth_date` None: `birth_text` says what is known."""

    facility: str
    patient: str
    sex: str
    day: dt.date
    sheets: tuple[Sheet, ...]
    diagnoses: tuple[tuple[str, str], ...]
    prescriber: str
    prescriber_title: str = "Người kê đơn"
    facility_parent: str = ""
    facility_address: str = ""
    facility_phone: str = ""
    birth_date: dt.date | None = None
    birth_text: str = ""
    weight_kg: float | None = None
    carer: str = ""
    citizen_id: str = ""
    card_number: str = ""
    address: str = ""
    advice: str = ""
    next_visit_on: dt.date | None = None


def prescription_pdf(paper: PrescriptionPaper) -> bytes:
    """PDF/A-2b, one or more A5 pages; controlled drugs on sheets of their own, first."""
    return render(TEMPLATE, _content(paper))


def prescription_pictures(paper: PrescriptionPaper) -> list[bytes]:
    return picture(TEMPLATE, _content(paper))


def months_of_age(born: dt.date, day: dt.date) -> int:
    """Whole months lived on a day."""
    months = (day.year - born.year) * 12 + day.month - born.month
    return months - (day.day < born.day)


def is_small_child(born: dt.date | None, day: dt.date) -> bool:
    """Must months of age, weight and who brought the child stand on the paper?"""
    return born is not None and months_of_age(born, day) < table_on(day).months_of_small_child


def quantity_text(quantity: float, kind: str, unit: str) -> str:
    """Below ten with a leading zero; narcotics in words too, so that no digit can be added."""
    is_whole = quantity == int(quantity)
    number = f"{int(quantity):02d}" if is_whole else f"{quantity:g}".replace(".", ",")
    if kind == "N" and is_whole:
        return f"{number} {unit} ({in_words(int(quantity))} {unit})"
    return f"{number} {unit}"


def _content(paper: PrescriptionPaper) -> dict[str, Any]:
    ordered = sorted(paper.sheets, key=lambda sheet: _CONTROLLED_FIRST.index(sheet.kind))
    return {
        "facility": paper.facility,
        "facility_parent": paper.facility_parent,
        "facility_contact": " · ".join(_contact(paper)),
        "patient": list(_patient(paper)),
        "diagnosis": "; ".join(_diagnoses(paper)),
        "sheets": [_sheet(sheet, paper.day) for sheet in ordered],
        "advice": paper.advice,
        "next_visit": f"{paper.next_visit_on:%d/%m/%Y}" if paper.next_visit_on else "",
        "day": [f"{paper.day:%d}", f"{paper.day:%m}", f"{paper.day:%Y}"],
        "prescriber": paper.prescriber,
        "prescriber_title": paper.prescriber_title,
        "carer": paper.carer,
    }


def _contact(paper: PrescriptionPaper) -> Iterator[str]:
    if paper.facility_address:
        yield paper.facility_address
    if paper.facility_phone:
        yield f"Điện thoại: {paper.facility_phone}"


def _patient(paper: PrescriptionPaper) -> Iterator[tuple[str, str, bool]]:
    """(label, value, takes the whole line); what is not known is left out."""
    months = months_of_age(paper.birth_date, paper.day) if paper.birth_date else None
    is_small = is_small_child(paper.birth_date, paper.day)
    born = f"{paper.birth_date:%d/%m/%Y}" if paper.birth_date else paper.birth_text
    weight = "" if paper.weight_kg is None else f"{paper.weight_kg:g}".replace(".", ",") + " kg"
    yield "Họ và tên", paper.patient, True
    yield ("Ngày sinh", born, False) if born else ("Ngày sinh", "không rõ", False)
    yield "Giới tính", paper.sex, False
    if is_small:
        yield "Tuổi", f"{months:02d} tháng", False
    if is_small or weight:
        yield "Cân nặng", weight or "chưa cân", False
    optional = (
        ("Số định danh", paper.citizen_id, False),
        ("Số thẻ BHYT", paper.card_number, False),
        ("Nơi cư trú", paper.address, True),
        ("Người đưa trẻ đến khám", paper.carer if is_small else "", True),
    )
    yield from ((label, value, wide) for label, value, wide in optional if value)


def _diagnoses(paper: PrescriptionPaper) -> Iterator[str]:
    return (f"{name} ({code})" if code else name for code, name in paper.diagnoses)


def _sheet(sheet: Sheet, day: dt.date) -> dict[str, Any]:
    has_code = is_national(sheet.number, table_on(day))
    return {
        "title": TITLES[sheet.kind],
        "number": sheet.number,
        "number_title": "Mã đơn thuốc" if has_code else "Số nội bộ",
        "number_note": "" if has_code else "Cơ sở chưa được cấp mã",
        "qr": qr_svg(sheet.number),
        "is_controlled": sheet.kind != "C",
        "lines": [
            {
                "name": " ".join(filter(None, (line.drug, line.strength))),
                "form": line.form,
                "quantity": quantity_text(line.quantity, sheet.kind, line.unit),
                "dose": line.dose,
            }
            for line in sheet.lines
        ],
    }
