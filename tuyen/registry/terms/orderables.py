"""What can be ordered: tests, sets, specimens, answers in words, critical values. No Django here."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.core.text import fold
from tuyen.registry.terms.bands import Limits
from tuyen.registry.terms.clinical import Group, Label, analytes, label_of
from tuyen.registry.terms.open_values import VERIFICATION

LABORATORY, IMAGING, FUNCTIONAL = "laboratory", "imaging", "functional"


@dataclass(frozen=True)
class Orderable:
    """One thing that is ordered and answered by one result.

    compartment: that of the most sensitive analyte in it. modality: DICOM code for pictures.
    """

    code: str
    label: Label
    category: str
    specimen: str
    analytes: tuple[str, ...]
    modality: str
    prepare: Label
    compartment: str
    is_unverified: bool


@dataclass(frozen=True)
class OrderSet:
    code: str
    label: Label
    items: tuple[str, ...]
    icd: tuple[str, ...]

    def fits(self, diagnosis: str) -> bool:
        return any(diagnosis.startswith(beginning) for beginning in self.icd)


@dataclass(frozen=True)
class SpecimenKind:
    """`snomed`: the specimen type as SNOMED CT says it."""

    code: str
    label: Label
    short: Label
    snomed: str


@dataclass(frozen=True)
class Answer:
    """An answer in words. keys: what may be typed for it."""

    code: str
    label: Label
    keys: tuple[str, ...]
    is_abnormal: bool


@dataclass(frozen=True)
class Critical:
    """At `low` or below, at `high` or above, or with this answer, a value is told at once."""

    limits: Limits
    answer: str

    def side(self, value: float) -> int:
        """-1 at the lower limit or below, 1 at the upper or above, 0 between."""
        if self.limits.low is not None and value <= self.limits.low:
            return -1
        return 1 if self.limits.high is not None and value >= self.limits.high else 0


@lru_cache(maxsize=64)
def orderables(on: dt.date) -> dict[str, Orderable]:
    """Everything that can be ordered, by code, in the order of the list."""
    rule = rulebook.on("clinical/orderables", on)
    return {row["code"]: _orderable(row, rule, on) for row in rule.rows}


@lru_cache(maxsize=64)
def order_sets(on: dt.date) -> tuple[OrderSet, ...]:
    rows = rulebook.on("clinical/order_sets", on).rows
    return tuple(
        OrderSet(row["code"], label_of(row), tuple(row["items"]), tuple(row["icd"])) for row in rows
    )


@lru_cache(maxsize=64)
def specimens(on: dt.date) -> dict[str, SpecimenKind]:
    found = rulebook.on("clinical/orderables", on)["specimen"]
    return {
        code: SpecimenKind(
            code, label_of(row), Label(row["short_vi"], row["short_en"]), row["snomed"]
        )
        for code, row in found.items()
    }


@lru_cache(maxsize=64)
def categories(on: dt.date) -> tuple[Group, ...]:
    found = rulebook.on("clinical/orderables", on)["category"]
    return tuple(Group(code, label_of(row)) for code, row in found.items())


@lru_cache(maxsize=64)
def answers(on: dt.date) -> dict[str, tuple[Answer, ...]]:
    """Analyte → the answers in words that it may have."""
    found: dict[str, tuple[Answer, ...]] = {}
    for row in rulebook.on("clinical/answers", on).rows:
        scale = tuple(
            Answer(each["code"], label_of(each), tuple(each["keys"]), each["means"] != "usual")
            for each in row["answers"]
        )
        found.update(dict.fromkeys(row["analytes"], scale))
    return found


@lru_cache(maxsize=64)
def criticals(on: dt.date) -> dict[str, Critical]:
    rows = rulebook.on("clinical/critical_values", on).rows
    return {
        row["code"]: Critical(Limits(row.get("low"), row.get("high")), row.get("answer", ""))
        for row in rows
    }


@lru_cache(maxsize=64)
def rejections(on: dt.date) -> tuple[Group, ...]:
    """Why a specimen is refused."""
    rows = rulebook.on(VERIFICATION, on).rows
    return tuple(Group(row["code"], label_of(row)) for row in rows if row["kind"] == "rejection")


def wants_second_person(unit_kind: str, on: dt.date) -> bool:
    """Must somebody else verify what one person entered at a unit of this kind?"""
    return unit_kind in rulebook.on(VERIFICATION, on)["second_person_at"]


def may_read_alone(category: str, on: dt.date) -> bool:
    """Is this a group of tests for which a unit may let one doctor read and verify?"""
    return category in rulebook.on(VERIFICATION, on)["one_reader_for"]


def readers(on: dt.date) -> tuple[frozenset[str], frozenset[str]]:
    """Scopes and titles of the licences by which the staff register knows who reads pictures."""
    rule = rulebook.on(VERIFICATION, on)
    return frozenset(rule["reader_scopes"]), frozenset(rule["reader_professions"])


def open_days(on: dt.date) -> int:
    """Days for which an order opens the chart to the unit that carries it out."""
    return int(rulebook.on(VERIFICATION, on)["open_days"])


def search(text: str, on: dt.date, limit: int = 12) -> list[Orderable]:
    """Orderables whose words begin with the words typed, without accents, in any order."""
    wanted = fold(text).split()
    found = [each for each in orderables(on).values() if _has_all(each, wanted)]
    return found[:limit]


def _has_all(orderable: Orderable, wanted: list[str]) -> bool:
    said = fold(f"{orderable.label.vi} {orderable.label.en} {orderable.code.replace('_', ' ')}")
    words = said.replace("(", " ").replace("-", " ").replace(",", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _orderable(row: rulebook.Row, rule: rulebook.Rule, on: dt.date) -> Orderable:
    codes = tuple(part for part in row["analytes"].split(";") if part)
    known = analytes(on)
    hidden = [known[code].compartment for code in codes if known[code].compartment]
    return Orderable(
        code=row["code"],
        label=label_of(row),
        category=row["category"],
        specimen=row["specimen"],
        analytes=codes,
        modality=row["modality"],
        prepare=Label(row["prepare_vi"], row["prepare_en"]),
        compartment=hidden[0] if hidden else "",
        is_unverified=rulebook.is_unverified(row, rule),
    )
