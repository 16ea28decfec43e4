"""Prescriptions by Circular 26/2025: kinds, numbers, lengths. The table is rulebook/prescriptions."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tuyen.core import rulebook

TABLE = "prescriptions"
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

Choose = Callable[[str], str]


@dataclass(frozen=True)
class Kind:
    """One kind of sheet: N narcotic, H psychotropic and precursors, C the others."""

    letter: str
    controls: tuple[str, ...]
    permission: str
    max_days: int
    max_days_long: int
    quantity_in_words: bool
    label_vi: str
    label_en: str


@dataclass(frozen=True)
class Table:
    """What the circular says on one day."""

    kinds: tuple[Kind, ...]
    facility_letters: int
    drawn_letters: int
    days_valid_to_buy: int
    months_of_small_child: int
    zero_below: int
    counted_units: frozenset[str]
    long_codes: tuple[str, ...]

    def kind(self, letter: str) -> Kind:
        return next(kind for kind in self.kinds if kind.letter == letter)


@lru_cache(maxsize=64)
def table_on(day: dt.date) -> Table:
    """For a paper older than every circular that we hold: by the oldest of them."""
    oldest = rulebook.versions(TABLE)[0]
    rule = rulebook.on(TABLE, max(day, oldest.valid_from or day))
    return Table(
        kinds=tuple(_kind(letter, row) for letter, row in rule["kind"].items()),
        facility_letters=rule["facility_letters"],
        drawn_letters=rule["drawn_letters"],
        days_valid_to_buy=rule["days_valid_to_buy"],
        months_of_small_child=rule["months_of_small_child"],
        zero_below=rule["zero_before_numbers_below"],
        counted_units=frozenset(rule["counted_units"]),
        long_codes=tuple(row["code"] for row in rule.rows),
    )


def _kind(letter: str, row: Mapping[str, Any]) -> Kind:
    return Kind(
        letter=letter,
        controls=tuple(row["controls"]),
        permission=row["permission"],
        max_days=row["max_days"],
        max_days_long=row.get("max_days_long", row["max_days"]),
        quantity_in_words=row["quantity_in_words"],
        label_vi=row["label_vi"],
        label_en=row["label_en"],
    )


def kind_of(control: str, table: Table) -> Kind:
    """The sheet on which a drug with this control stands; an unknown control is the strictest."""
    return next((kind for kind in table.kinds if control in kind.controls), table.kinds[0])


def number_of(facility_code: str, letter: str, choose: Choose, table: Table) -> str:
    """Facility, drawn letters, kind: `46012k3f09ab-C`. `choose` draws one letter.

    A facility without a code gets an internal number, `k3f09ab-C`: nobody may take it for a
    national one, and none is made up.
    """
    drawn = "".join(choose(LETTERS) for _ in range(table.drawn_letters))
    code = facility_code.strip().lower()
    facility = code.rjust(table.facility_letters, "0")[-table.facility_letters :] if code else ""
    return f"{facility}{drawn}-{letter}"


def is_national(number: str, table: Table) -> bool:
    """Does the number name its facility, as the circular asks?"""
    return len(number) == table.facility_letters + table.drawn_letters + len("-C")


def most_days(kind: Kind, diagnoses: Iterable[str], table: Table) -> int:
    """The longest course on such a sheet for these diagnoses."""
    is_long = any(code.startswith(start) for code in diagnoses for start in table.long_codes)
    return kind.max_days_long if is_long else kind.max_days


def may_prescribe(kind: Kind, permissions: Collection[str]) -> bool:
    return kind.permission in permissions
