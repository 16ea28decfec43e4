"""What the coding rules of ICD-10 say about the diagnoses of a visit. No Django here.

Warnings only: the clinician decides. Rules come from rulebook/codes/icd10_rules (annexes A1 to A4).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from tuyen.core import rulebook

RULES = "codes/icd10_rules"

Key = TypeVar("Key")
Value = TypeVar("Value")


class Fault(StrEnum):
    NOT_MAIN = "not_main"  # may not stand first
    STAR_ALONE = "star_alone"  # a manifestation (*) without its cause (†)
    DAGGER_ALONE = "dagger_alone"  # a cause (†) without its manifestation (*)
    PAIR_ORDER = "pair_order"  # of this pair the other one is the main diagnosis
    SEX = "sex"
    AGE = "age"
    HAS_FINER = "has_finer"  # a category where finer codes exist


@dataclass(frozen=True)
class Remark:
    """One remark on one code. `others`: codes that would mend it, a few of them."""

    fault: Fault
    code: str
    others: tuple[str, ...] = ()
    sex: str = ""
    ages: str = ""


@dataclass(frozen=True)
class Age:
    """Age on the day of the visit, in completed years and in days."""

    years: int
    days: int

    @classmethod
    def on(cls, birth: dt.date, day: dt.date) -> "Age":
        years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        return cls(years=years, days=(day - birth).days)


def completed_months(birth: dt.date, day: dt.date) -> int:
    """Age in completed months: what a prescription shows below 72 months (TT 26/2025)."""
    months = (day.year - birth.year) * 12 + day.month - birth.month
    return months - (day.day < birth.day)


@dataclass(frozen=True)
class AgeLimit:
    min_days: int | None = None
    max_days: int | None = None
    min_years: int | None = None
    max_years: int | None = None

    def allows(self, age: Age) -> bool:
        return (
            (self.min_days is None or age.days >= self.min_days)
            and (self.max_days is None or age.days <= self.max_days)
            and (self.min_years is None or age.years >= self.min_years)
            and (self.max_years is None or age.years <= self.max_years)
        )

    def spelled(self) -> str:
        """“0-365d”, “28d-”, “9-60y”: for the sentence to take apart."""
        if self.min_days is not None or self.max_days is not None:
            return f"{_text(self.min_days)}-{_text(self.max_days)}d"
        return f"{_text(self.min_years)}-{_text(self.max_years)}y"


@dataclass(frozen=True)
class CodingRules:
    not_main: frozenset[str] = frozenset()
    has_finer: frozenset[str] = frozenset()
    sex_of: dict[str, str] = field(default_factory=dict)
    ages_of: dict[str, tuple[AgeLimit, ...]] = field(default_factory=dict)
    stars_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    daggers_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    main_of_pair: dict[tuple[str, str], str] = field(default_factory=dict)


def coding_rules(on: dt.date) -> CodingRules:
    """The rules in force on the day of the visit: about 8,000 rows, read once a version."""
    return _version(rulebook.on(RULES, on).valid_from)


@lru_cache(maxsize=4)
def _version(valid_from: dt.date | None) -> CodingRules:
    found = next(rule for rule in rulebook.versions(RULES) if rule.valid_from == valid_from)
    return from_rows(found.rows)


def from_rows(rows: Iterable[rulebook.Row]) -> CodingRules:
    kinds: dict[str, list[rulebook.Row]] = {}
    for row in rows:
        kinds.setdefault(row["kind"], []).append(row)
    pairs = [(row["code"], row["other"], row["main"]) for row in kinds.get("pair", ())]
    return CodingRules(
        not_main=frozenset(row["code"] for row in kinds.get("not_main", ())),
        has_finer=frozenset(row["code"] for row in kinds.get("has_finer", ())),
        sex_of={row["code"]: row["sex"] for row in kinds.get("sex", ())},
        ages_of=_grouped((row["code"], _limit(row)) for row in kinds.get("age", ())),
        stars_of=_grouped((dagger, star) for dagger, star, _ in pairs),
        daggers_of=_grouped((star, dagger) for dagger, star, _ in pairs),
        main_of_pair={(dagger, star): main for dagger, star, main in pairs},
    )


def remarks(codes: Sequence[str], *, sex: str, age: Age | None, rules: CodingRules) -> list[Remark]:
    """Remarks on the diagnoses of one visit, the main one first. `sex`: male, female or unknown.

    Codes may carry their mark († or *); a code that the rules do not know passes.
    """
    bare = [code.rstrip("†*") for code in codes]
    found = []
    if bare and bare[0] in rules.not_main and not _is_main_of_a_pair(bare, rules):
        found.append(Remark(Fault.NOT_MAIN, bare[0]))
    for printed, code in zip(codes, bare, strict=True):
        found += _of_pairs(printed, code, bare, rules)
        found += _of_person(code, sex, age, rules)
        if code in rules.has_finer:
            found.append(Remark(Fault.HAS_FINER, code))
    return found


def _is_main_of_a_pair(codes: list[str], rules: CodingRules) -> bool:
    """Annex A2 forbids many * codes as main ones that annex A1 wants first beside their † code."""
    star, *others = codes
    return any(rules.main_of_pair.get((other, star)) == star for other in others)


def _of_pairs(printed: str, code: str, all_codes: list[str], rules: CodingRules) -> list[Remark]:
    if daggers := rules.daggers_of.get(code):
        present = [other for other in daggers if other in all_codes]
        if not present:
            return [Remark(Fault.STAR_ALONE, code, daggers[:5])]
        main = rules.main_of_pair[present[0], code]
        if all_codes[0] in (present[0], code) and all_codes[0] != main:
            return [Remark(Fault.PAIR_ORDER, all_codes[0], (main,))]
    # Many codes have a pair only in some cases: the list itself marks those that always do.
    stars = rules.stars_of.get(code, ())
    if printed.endswith("†") and stars and not set(stars) & set(all_codes):
        return [Remark(Fault.DAGGER_ALONE, code, stars[:5])]
    return []


def _of_person(code: str, sex: str, age: Age | None, rules: CodingRules) -> list[Remark]:
    found = []
    wanted = rules.sex_of.get(code)
    if wanted and sex in ("male", "female") and sex != wanted:
        found.append(Remark(Fault.SEX, code, sex=wanted))
    limits = rules.ages_of.get(code, ())
    if age and limits and not all(limit.allows(age) for limit in limits):
        broken = next(limit for limit in limits if not limit.allows(age))
        found.append(Remark(Fault.AGE, code, ages=broken.spelled()))
    return found


def _limit(row: rulebook.Row) -> AgeLimit:
    names = ("min_days", "max_days", "min_years", "max_years")
    return AgeLimit(**{name: int(row[name]) for name in names if row.get(name)})


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    found: dict[Key, tuple[Value, ...]] = {}
    for key, value in pairs:
        found[key] = (*found.get(key, ()), value)
    return found


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
