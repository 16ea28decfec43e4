"""Is a visit whole enough to be kept? Faults are codes; the sentences are in record.sentences."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.record.rules.allergies import AllergicTo, forbids, touched
from tuyen.record.rules.prescriptions import Table, kind_of, most_days
from tuyen.record.sheet import Line, Sheet

UNIT_COMPARTMENTS = "unit_compartments"


# What a visit is judged by; prescriptions are the youngest of them.
JUDGED_BY = ("clinical/vitals", "clinic", "prescriptions")


def has_rules(day: dt.date) -> bool:
    """Can a visit of this day be judged? A paper from before the rulebook begins cannot."""
    try:
        return all(rulebook.on(name, day) for name in JUDGED_BY)
    except rulebook.NoneInForce:
        return False


class Fault(StrEnum):
    EMPTY = "empty"  # nothing was found out about the person
    NO_DIAGNOSIS = "no_diagnosis"  # drugs without a diagnosis
    TWICE = "twice"  # one diagnosis or one drug stands twice
    IN_FUTURE = "in_future"
    BEFORE_BIRTH = "before_birth"
    AFTER_DEATH = "after_death"
    NO_PAPER_REASON = "no_paper_reason"  # back-entry without saying why
    NEXT_NOT_LATER = "next_not_later"
    NO_QUANTITY = "no_quantity"
    NO_DOSE = "no_dose"
    TOO_LONG = "too_long"
    ALLERGY = "allergy"  # prescribed against a known allergy without saying why


@dataclass(frozen=True)
class Finding:
    """A fault at a field. `line`: number of the prescription line from 0. `limit`: what would do."""

    fault: Fault
    field: str
    line: int | None = None
    limit: str = ""


@dataclass(frozen=True)
class Of:
    """What the person's own record says."""

    born_on: dt.date | None = None
    deceased_on: dt.date | None = None


def faults(sheet: Sheet, of: Of, now: dt.datetime, table: Table) -> list[Finding]:
    """What keeps this visit from being finished; empty when it may be kept."""
    return [
        *_of_time(sheet, of, now),
        *_of_content(sheet),
        *_of_lines(sheet, table),
    ]


def _of_time(sheet: Sheet, of: Of, now: dt.datetime) -> Iterable[Finding]:
    if sheet.occurred_at > now:
        yield Finding(Fault.IN_FUTURE, "occurred_on")
    if sheet.is_from_paper and not sheet.paper_reason.strip():
        yield Finding(Fault.NO_PAPER_REASON, "paper_reason")
    if of.born_on and sheet.day < of.born_on:
        yield Finding(Fault.BEFORE_BIRTH, "occurred_on", limit=f"{of.born_on:%d/%m/%Y}")
    if of.deceased_on and sheet.day > of.deceased_on:
        yield Finding(Fault.AFTER_DEATH, "occurred_on", limit=f"{of.deceased_on:%d/%m/%Y}")
    if sheet.next_visit_on and sheet.next_visit_on <= sheet.day:
        yield Finding(Fault.NEXT_NOT_LATER, "next_visit_on")


def _of_content(sheet: Sheet) -> Iterable[Finding]:
    said = (sheet.reason, sheet.note, sheet.diagnoses, sheet.readings)
    if not any(said):
        yield Finding(Fault.EMPTY, "reason")
    if sheet.lines and not sheet.diagnoses:
        yield Finding(Fault.NO_DIAGNOSIS, "diagnosis")
    if repeated := _first_repeated([each.code for each in sheet.diagnoses if each.code]):
        yield Finding(Fault.TWICE, "diagnosis", limit=repeated)


def _of_lines(sheet: Sheet, table: Table) -> Iterable[Finding]:
    codes = [each.code for each in sheet.diagnoses]
    seen: set[str] = set()
    for number, line in enumerate(sheet.lines):
        if line.drug_code and line.drug_code in seen:
            yield Finding(Fault.TWICE, "drug", number, line.drug)
        seen.add(line.drug_code)
        yield from _of_line(number, line, codes, table)


def _of_line(number: int, line: Line, codes: Sequence[str], table: Table) -> Iterable[Finding]:
    if not line.quantity or line.quantity <= 0:
        yield Finding(Fault.NO_QUANTITY, "quantity", number)
    if not line.dose.strip():
        yield Finding(Fault.NO_DOSE, "dose", number)
    limit = most_days(kind_of(line.control, table), codes, table)
    if line.days and line.days > limit:
        yield Finding(Fault.TOO_LONG, "days", number, str(limit))


def allergy_faults(
    lines: Sequence[Line], allergic_to: Iterable[AllergicTo], on: dt.date
) -> list[Finding]:
    """Lines that meet an allergy and do not say why they are prescribed all the same."""
    known = list(allergic_to)
    found = []
    for number, line in enumerate(lines):
        met = forbids(touched(line.drug, line.substances, known, on))
        if met and not line.override_reason.strip():
            found.append(Finding(Fault.ALLERGY, "override_reason", number, met.substance))
    return found


def _first_repeated(codes: Iterable[str]) -> str:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return ""


def compartment_of(unit_kind: str) -> str:
    """The sensitive compartment of what is written at a unit of this kind; mostly none.

    The newest list judges a paper of any day: who may read is a matter of today.
    """
    rows = rulebook.versions(UNIT_COMPARTMENTS)[-1].rows
    return next((str(row["compartment"]) for row in rows if row["kind"] == unit_kind), "")
