"""Levels and measures of a zone, as the rulebook lists them; which step may follow which. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.text import fold

BOOK = "surveillance/zones"


class ZoneStatus(StrEnum):
    ACTIVE = "active"
    LIFTED = "lifted"


NEXT: dict[ZoneStatus, set[ZoneStatus]] = {
    ZoneStatus.ACTIVE: {ZoneStatus.LIFTED},
    ZoneStatus.LIFTED: set(),  # whoever must close it again orders a new one
}


def may_follow(now: str, then: str) -> bool:
    return ZoneStatus(then) in NEXT[ZoneStatus(now)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A level, or a measure that may be ticked. levels: empty for every level."""

    code: str
    label_vi: str
    label_en: str
    levels: frozenset[str] = frozenset()

    def label(self, language: str | None) -> str:
        return self.label_en if language == "en" else self.label_vi


def levels(on: dt.date) -> dict[str, Choice]:
    return {row["code"]: _choice(row) for row in _rows("level", on)}


def measures(on: dt.date, disease: str = "") -> dict[str, Choice]:
    """Those of the disease; of every disease where none is said."""
    return {
        row["code"]: _choice(row)
        for row in _rows("measure", on)
        if not disease or disease in row.get("diseases", [disease])
    }


def _choice(row: rulebook.Row) -> Choice:
    said = frozenset(row.get("levels", ()))
    return Choice(row["code"], row["label_vi"], row["label_en"], said)


def _rows(group: str, on: dt.date) -> list[rulebook.Row]:
    return [row for row in rulebook.on(BOOK, on).rows if row["group"] == group]


def offered_days(on: dt.date) -> int:
    """How long a zone is planned for where nobody says otherwise."""
    return int(rulebook.on(BOOK, on)["days"])


def is_unverified(on: dt.date) -> bool:
    return rulebook.on(BOOK, on).is_unverified


def lies_in(address: str, hamlets: Iterable[str]) -> bool:
    """One part of the address, between its commas, is one of these hamlets; none: the whole commune."""
    wanted = {_plain(each) for each in hamlets}
    return not wanted or any(_plain(part) in wanted for part in address.split(","))


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
