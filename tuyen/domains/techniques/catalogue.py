"""Tables of the rulebook for techniques: stages, months, numbers of cases, tiers, prerequisites."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.domains.techniques import rules
from tuyen.registry.terms import settled
from tuyen.registry.terms.models import Code, CodeSet
from tuyen.registry.terms.queries import code_on, set_on

SCHEME = "technique"
TRANSFER, LEVELS, PREREQUISITES = (
    "techniques/transfer",
    "techniques/levels",
    "techniques/prerequisites",
)


@dataclass(frozen=True)
class StageWord:
    """How a stage is shown: word, letter of the matrix, shade 0–9."""

    code: str
    label: str
    letter: str
    shade: int

    @property
    def tone(self) -> str:
        if self.code == rules.Stage.LAPSED:
            return "warn"
        if self.code in rules.MASTERED:
            return "good"
        return "neutral" if self.code == rules.Stage.STOPPED else "info"


def stage_words(on: dt.date | None = None) -> dict[str, StageWord]:
    return _stage_words(on or clock.today(), get_language() or "vi")


@lru_cache(maxsize=64)
def _stage_words(on: dt.date, language: str) -> dict[str, StageWord]:
    return {
        row["code"]: StageWord(
            row["code"], rulebook.label(row, language), row["letter"], row["shade"]
        )
        for row in rulebook.on(TRANSFER, on).rows
    }


def lapse_months(on: dt.date, giver_unit_id: uuid.UUID) -> int:
    """Whoever gives the technique says after how many months without a case it has lapsed."""
    return int(settled.on(TRANSFER, on, giver_unit_id)["lapse_months"])


def lapse_limits(on: dt.date) -> tuple[int, list[tuple[str, int]]]:
    """The proposal, and (path, months) of the givers that have set their own, deepest first."""
    own = settled.spread(TRANSFER, "lapse_months", on)
    proposed = int(rulebook.on(TRANSFER, on)["lapse_months"])
    return proposed, [(path, int(value)) for path, value in reversed(own)]


def wanted(supervised_cases: int | None, on: dt.date, giver_unit_id: uuid.UUID) -> rules.Wanted:
    """The agreement's number of supervised cases, the giver's or the rulebook's without one."""
    table = settled.on(TRANSFER, on, giver_unit_id)
    return rules.Wanted(
        supervised_cases or int(table["supervised_cases"]), int(table["independent_cases"])
    )


def is_unverified(on: dt.date, unit_id: uuid.UUID) -> bool:
    return settled.on(TRANSFER, on, unit_id).is_unverified


@dataclass(frozen=True)
class Prerequisite:
    """kind: equipment, drug, licence, room. is_unverified: shown so, nobody has checked the list."""

    kind: str
    code: str
    label: str
    minimum: int
    is_unverified: bool


def prerequisites_of(technique_code: str, on: dt.date) -> list[Prerequisite]:
    rule, language = rulebook.on(PREREQUISITES, on), get_language() or "vi"
    return [
        Prerequisite(
            row["kind"],
            row["code"],
            rulebook.label(row, language),
            row["minimum"],
            rulebook.is_unverified(row, rule),
        )
        for row in rule.rows
        if row["technique"] == technique_code
    ]


def levels(on: dt.date) -> dict[str, tuple[str, ...]]:
    """Tier → the letters that a facility of it was to do."""
    return {row["code"]: tuple(row["letters"]) for row in rulebook.on(LEVELS, on).rows}


def letters_of(tier: str, on: dt.date) -> tuple[str, ...]:
    """Letters of the former list that a facility of this tier was to do; empty: no tier is known."""
    return levels(on).get(tier, ())


@dataclass(frozen=True)
class Listed:
    """One technique of the catalogue, as coverage needs it."""

    code: str
    name: str
    chapter: str
    letter: str


def listed(on: dt.date) -> dict[str, list[Listed]]:
    """Letter → techniques of the catalogue in force on the day; read once for each version."""
    code_set = set_on(SCHEME, on)
    return _listed(code_set.id) if code_set else {}


@lru_cache(maxsize=4)
def _listed(set_id: uuid.UUID) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = defaultdict(list)
    rows = Code.objects.filter(code_set_id=set_id).order_by("position")
    for code, name, chapter, more in rows.values_list("code", "name_vi", "parent", "attributes"):
        if letter := more.get("former_tier"):
            found[letter].append(Listed(code, name, chapter, letter))
    return dict(found)


def expected(letters: tuple[str, ...], on: dt.date) -> int:
    """How many techniques a facility with these letters was to do."""
    known = listed(on)
    return sum(len(known.get(letter, ())) for letter in letters)


def chapters(on: dt.date) -> dict[str, str]:
    code_set: CodeSet | None = set_on(SCHEME, on)
    return _chapters(code_set.id) if code_set else {}


@lru_cache(maxsize=4)
def _chapters(set_id: uuid.UUID) -> dict[str, str]:
    """Number → name, as every entry repeats it."""
    rows = Code.objects.filter(code_set_id=set_id).order_by("parent").distinct()
    return {
        parent: more or parent
        for parent, more in rows.values_list("parent", "attributes__chapter")
        if parent
    }


def technique(code: str, on: dt.date | None = None) -> Code | None:
    return code_on(SCHEME, code, on or clock.today())
