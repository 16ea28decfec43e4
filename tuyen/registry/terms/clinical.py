"""Short clinical lists of the rulebook as values: reasons, plans, laboratory analytes. No Django here.

What nobody has checked (verified = "M") carries `is_unverified`: pages show it as “chưa xác minh”.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.registry.terms.bands import Limits, band_of


@dataclass(frozen=True)
class Label:
    """A word in both languages."""

    vi: str
    en: str

    def spoken(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.vi

    def __str__(self) -> str:
        return self.vi


@dataclass(frozen=True)
class Reason:
    code: str
    label: Label
    group: str


@dataclass(frozen=True)
class Plan:
    """ends: where the patient is afterwards (home, here, refer). asks: what the form asks for then."""

    code: str
    label: Label
    ends: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Analyte:
    """kind: number (in `unit`, UCUM) or text (negative, positive…). compartment: who may see it."""

    code: str
    label: Label
    group: str
    kind: str
    loinc: str
    unit: str
    unit_label: Label
    decimals: int
    compartment: str
    ranges: tuple[rulebook.Row, ...]
    is_unverified: bool

    def range_for(self, *, sex: str, years: int | None) -> Limits:
        """The usual range for this person; no limits where the list has none."""
        found = band_of([r for r in self.ranges if r.get("sex") in (None, sex)], years)
        of_any_sex = band_of(self.ranges, years)
        if not found or not of_any_sex or found["from_years"] < of_any_sex["from_years"]:
            return Limits()  # sex unknown, where an adult's range depends on it
        return Limits(found.get("low"), found.get("high"))


@dataclass(frozen=True)
class Group:
    code: str
    label: Label


@lru_cache(maxsize=64)
def reasons(on: dt.date) -> tuple[Reason, ...]:
    rows = rulebook.on("clinical/reasons", on).rows
    return tuple(Reason(row["code"], label_of(row), row["group"]) for row in rows)


@lru_cache(maxsize=64)
def reasons_by_code(on: dt.date) -> dict[str, Reason]:
    return {reason.code: reason for reason in reasons(on)}


@lru_cache(maxsize=64)
def plans(on: dt.date) -> tuple[Plan, ...]:
    rows = rulebook.on("clinical/plans", on).rows
    return tuple(
        Plan(row["code"], label_of(row), row["ends"], tuple(row.get("asks", ()))) for row in rows
    )


@lru_cache(maxsize=64)
def analytes(on: dt.date) -> dict[str, Analyte]:
    """Laboratory tests of a station by code, in the order of the list."""
    rule = rulebook.on("clinical/laboratory", on)
    return {row["code"]: _analyte(row, rule) for row in rule.rows}


def groups(name: str, on: dt.date) -> tuple[Group, ...]:
    """Groups of a list (`reasons`, `laboratory`, `allergies`) in their order."""
    found = rulebook.on(f"clinical/{name}", on).get("group", {})
    return tuple(Group(code, label_of(row)) for code, row in found.items())


def label_of(row: rulebook.Row) -> Label:
    return Label(row["label_vi"], row.get("label_en", ""))


def _analyte(row: rulebook.Row, rule: rulebook.Rule) -> Analyte:
    return Analyte(
        code=row["code"],
        label=label_of(row),
        group=row["group"],
        kind=row["kind"],
        loinc=row.get("loinc", ""),
        unit=row.get("unit", ""),
        unit_label=Label(row.get("unit_label", ""), row.get("unit_label_en", "")),
        decimals=row["decimals"],
        compartment=row.get("compartment", ""),
        ranges=tuple(row.get("ranges", ())),
        is_unverified=rulebook.is_unverified(row, rule),
    )
