"""Lines of a prescription as typed, with what the formulary and the allergies say of each."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tuyen.core.text import fold, nfc
from tuyen.platform.ui.figures import figure
from tuyen.record.rules import doses
from tuyen.record.rules.allergies import AllergicTo, forbids, touched
from tuyen.record.rules.prescriptions import Table
from tuyen.record.sheet import Line
from tuyen.registry.terms import sentences
from tuyen.registry.terms.formulary import Drug, drugs, prescription_sets
from tuyen.registry.terms.vitals import Unreadable, parse_number

FIELDS = ("code", "drug", "dose", "days", "quantity", "unit", "reason")


@dataclass
class DrugRow:
    """One line. `warnings` are said in line; `needs_reason` opens the box for why all the same."""

    number: int
    code: str = ""
    drug: str = ""
    dose: str = ""
    days: str = ""
    quantity: str = ""
    unit: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    needs_reason: bool = False
    on_hand: int | None = None  # in the unit's store; None where it keeps no store of this drug

    @property
    def is_short(self) -> bool:
        """Is less in the store than this line asks for?"""
        if self.on_hand is None:
            return False
        try:
            wanted = parse_number(self.quantity)
        except Unreadable:
            return False
        return self.on_hand < (wanted or 1)

    @property
    def is_empty(self) -> bool:
        return not (self.code.strip() or self.drug.strip())

    def id_of(self, name: str) -> str:
        return f"id_rx_{self.number}_{name}"

    @property
    def ids(self) -> dict[str, str]:
        return {name: self.id_of(name) for name in FIELDS}


def rows_of(columns: Mapping[str, Sequence[str]]) -> list[DrugRow]:
    """Rows that name a drug, numbered anew; the columns of the form stand side by side."""
    lengths = max((len(column) for column in columns.values()), default=0)
    rows: list[DrugRow] = []
    for place in range(lengths):
        said = {
            name: column[place].strip() if place < len(column) else ""
            for name, column in columns.items()
        }
        if said.get("code") or said.get("drug"):
            rows.append(DrugRow(number=len(rows), **said))  # type: ignore[arg-type]
    return rows


def row_of(
    drug: Drug, number: int = 0, dose: str = "", days: str = "", quantity: str = ""
) -> DrugRow:
    """A line for a drug of the formulary with its usual dose."""
    return DrugRow(
        number=number,
        code=drug.code,
        drug=drug.full_name,
        dose=dose or drug.dose,
        days=days,
        quantity=quantity,
        unit=drug.unit,
    )


def rows_of_set(code: str, on: dt.date) -> list[DrugRow]:
    """Lines that are often given together."""
    chosen = next((each for each in prescription_sets(on) if each.code == code), None)
    if chosen is None:
        return []
    return [
        row_of(line.drug, 0, line.dose, str(line.days or ""), figure(line.quantity))
        for line in chosen.lines
    ]


def renumbered(rows: Iterable[DrugRow]) -> list[DrugRow]:
    """Each drug once, numbered from 0."""
    kept: list[DrugRow] = []
    seen: set[str] = set()
    for row in rows:
        key = row.code or fold(row.drug)
        if key not in seen:
            seen.add(key)
            row.number = len(kept)
            kept.append(row)
    return kept


def drug_named(row: DrugRow, on: dt.date) -> Drug | None:
    """The drug of the formulary that the row means, by code or by its full name."""
    known = drugs(on)
    if row.code in known:
        return known[row.code]
    return _by_name(on).get(fold(row.drug))


def _by_name(on: dt.date) -> dict[str, Drug]:
    if on not in _names:
        _names.clear()
        _names[on] = {fold(drug.full_name): drug for drug in drugs(on).values()}
    return _names[on]


_names: dict[dt.date, dict[str, Drug]] = {}


def read(rows: Iterable[DrugRow], table: Table, on: dt.date) -> list[Line]:
    """Lines of the sheet; faults of figures stand at their box."""
    return [_line(row, drug_named(row, on), table) for row in rows]


def _line(row: DrugRow, drug: Drug | None, table: Table) -> Line:
    if drug:
        row.code, row.drug, row.unit = drug.code, drug.full_name, row.unit or drug.unit
    days = _number(row, "days")
    quantity = _number(row, "quantity")
    if quantity is None and "quantity" not in row.errors:
        quantity = doses.quantity(row.dose, int(days or 0), row.unit, table.counted_units)
        row.quantity = figure(quantity) if quantity else ""
    return Line(
        drug=drug.name if drug else nfc(row.drug),
        dose=nfc(row.dose),
        quantity=quantity,
        unit=nfc(row.unit),
        drug_code=row.code,
        strength=drug.strength if drug else "",
        form=drug.form if drug else "",
        route=drug.route if drug else "",
        days=int(days) if days else None,
        control=drug.control if drug else "",
        substances=drug.ingredients if drug else (),
        override_reason=nfc(row.reason),
    )


def _number(row: DrugRow, name: str) -> float | None:
    try:
        number = parse_number(getattr(row, name))
    except Unreadable:
        row.errors[name] = _("Nhập một số.")
        return None
    if name == "days" and number is not None and number != int(number):
        row.errors[name] = _("Nhập số ngày tròn.")
        return None
    return number


def judge(
    rows: Iterable[DrugRow], allergies: Sequence[AllergicTo], months: int | None, on: dt.date
) -> None:
    """Say beside each line what speaks against it."""
    for row in rows:
        drug = drug_named(row, on)
        found = touched(row.drug, drug.ingredients if drug else (), allergies, on)
        row.warnings = [sentences.of_conflict(each) for each in found]
        row.needs_reason = forbids(found) is not None
        if drug and drug.is_too_young(months):
            row.warnings.append(_("Danh mục không khuyên dùng ở tuổi này."))
