"""The books of a unit: each fills itself from the record, row by row, as one actor may see it."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import rulebook
from tuyen.core.actor import Actor
from tuyen.platform.ui.ages import age_in_months
from tuyen.platform.ui.figures import figure
from tuyen.record.day_end import visits_between
from tuyen.record.models import Dispense, Encounter, Referral
from tuyen.record.queries import registers
from tuyen.record.queries.registers import Written
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import Person

CODE_LETTERS = 6
MONTHS_UNTIL = 72  # small children's age is written in months
MONTHS_A_YEAR = 12
Cells = dict[str, str]


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    share: float


@dataclass(frozen=True)
class Layout:
    """Head of a book on a day, from the rulebook."""

    code: str
    label: str
    columns: tuple[Column, ...]
    legal_basis: str
    is_unverified: bool


@dataclass(frozen=True)
class Entry:
    """One line; `url` leads to what it was drawn from."""

    patient_id: uuid.UUID
    cells: Cells
    url: str


@dataclass(frozen=True)
class Source:
    """Where the lines of a book come from; `entries` may leave out whom the actor may not know."""

    rows: Callable[[Actor, dt.date, dt.date], QuerySet[Any]]
    entries: Callable[[Sequence[Any], Actor], list[Entry]]


def layout_of(code: str, on: dt.date) -> Layout:
    rule = rulebook.on("books", on)
    said, language = rule["book"][code], get_language() or "vi"
    return Layout(
        code,
        rulebook.label(said, language),
        tuple(
            Column(each["key"], rulebook.label(each, language), float(each["share"]))
            for each in said["columns"]
        ),
        rule.legal_basis,
        rulebook.is_unverified(said, rule),
    )


def layouts(on: dt.date) -> list[Layout]:
    """Every book that has a source, in the order of the rulebook."""
    return [layout_of(code, on) for code in rulebook.on("books", on)["book"] if code in SOURCES]


def visit_entries(visits: Sequence[Encounter], who: Actor) -> list[Entry]:
    """Four statements, however many visits."""
    ids = [visit.patient_id for visit in visits]
    people, cards = registers.people_of(ids, who), registers.insurance_of(ids, who)
    written = registers.written_at(visits, who)
    return [
        Entry(
            visit.patient_id,
            _about(people[visit.patient_id], visit.day, cards)
            | _of_visit(visit, written.get(visit.id, Written())),
            reverse("clinic:visit", args=[visit.id]),
        )
        for visit in visits
        if visit.patient_id in people
    ]


def _of_visit(visit: Encounter, written: Written) -> Cells:
    return {
        "reason": visit.reason,
        "diagnosis": "; ".join(f"{row.name} {row.code}".strip() for row in written.diagnoses),
        "treatment": "; ".join(
            f"{line.drug} {line.strength} × {figure(line.quantity)} {line.unit}".replace("  ", " ")
            for line in written.lines
        )
        or visit.plan_note,
        "by": visit.practitioner_name,
        "code": code_of(visit.id),
        "remark": _("nhập bù từ giấy") if visit.entered_at else "",
    }


def drug_entries(rows: Sequence[Dispense], who: Actor) -> list[Entry]:
    people = registers.people_of((row.patient_id for row in rows), who)
    return [
        Entry(
            row.patient_id,
            _about(people[row.patient_id], row.day, {})
            | {
                "prescription": row.prescription_number,
                "drug": f"{row.drug} {row.strength}".strip(),
                "quantity": str(row.quantity),
                "unit": row.pack_unit,
                "lot": row.lot_number,
                "expires": f"{row.expires_on:%d/%m/%Y}" if row.expires_on else "",
                "by": ", ".join(filter(None, [row.by_name, row.second_name])),
                "remark": row.note,
            },
            reverse("clinic:visit", args=[row.encounter_id]),
        )
        for row in rows
        if row.patient_id in people
    ]


def referral_entries(rows: Sequence[Referral], who: Actor) -> list[Entry]:
    ids = [row.patient_id for row in rows]
    people, cards = registers.people_of(ids, who), registers.insurance_of(ids, who)
    units = names_of(row.to_unit_id for row in rows)
    return [
        Entry(
            row.patient_id,
            _about(people[row.patient_id], row.day, cards)
            | {
                "paper": row.number,
                "diagnosis": f"{row.diagnosis} {row.diagnosis_code}".strip(),
                "to": units.get(row.to_unit_id, ""),
                "by": row.requested_by_name,
                "status": row.get_status_display(),
                "reply": row.reply_diagnosis,
            },
            reverse("referral:case", args=[row.id]),
        )
        for row in rows
        if row.patient_id in people
    ]


def _about(person: Person, day: dt.date, cards: dict[uuid.UUID, str]) -> Cells:
    """What every book says of a person, as old as they were that day."""
    age = _age(person, day)
    return {
        "day": f"{day:%d/%m}",
        "name": person.name,
        "age": age,
        "male": age if person.sex == "male" else "",
        "female": age if person.sex == "female" else "",
        "insurance": cards.get(person.id, ""),
        "address": person.address_line,
    }


def _age(person: Person, day: dt.date) -> str:
    if person.birth_date is None:
        return ""
    months = age_in_months(person.birth_date, day)
    if months < MONTHS_UNTIL and person.birth_precision != "year":
        return _("%(n)d th") % {"n": months}
    return str(months // MONTHS_A_YEAR)


def code_of(id_: uuid.UUID) -> str:
    """The end of a row's id: what two lists are compared by."""
    return id_.hex[-CODE_LETTERS:].upper()


SOURCES: dict[str, Source] = {
    "a1": Source(
        lambda who, first, last: visits_between(who, first, last).order_by("occurred_at", "id"),
        visit_entries,
    ),
    "drugs": Source(registers.drugs_handed_out, drug_entries),
    "referrals": Source(registers.referrals_sent, referral_entries),
}
