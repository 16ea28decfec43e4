"""The starter formulary of a station and its prescription sets. No Django here.

Doses, ages and cautions are a proposal that no pharmacist has checked: pages say so.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.core.text import fold
from tuyen.registry.terms.clinical import Label, label_of

COMMON, NARCOTIC, PSYCHOTROPIC = "C", "N", "H"


@dataclass(frozen=True)
class Drug:
    """ingredients: English names as the allergy list covers them. control: C, N or H (TT 26/2025)."""

    code: str
    name: str
    ingredients: tuple[str, ...]
    strength: str
    form: str
    route: str
    unit: str
    dose: str
    group: str
    atc: str = ""
    control: str = COMMON
    min_age_months: int | None = None
    pregnancy: str = ""
    is_unverified: bool = True

    @property
    def full_name(self) -> str:
        """As it stands on paper: “Paracetamol 500 mg”."""
        return f"{self.name} {self.strength}".strip()

    def is_too_young(self, months: int | None) -> bool:
        """Is somebody of this age (completed months) below the least age of the list?"""
        return months is not None and months < (self.min_age_months or 0)

    @property
    def permission(self) -> str:
        """What the prescriber's role must hold."""
        return _PERMISSION[self.control]


_PERMISSION = {
    COMMON: "prescribe.common",
    NARCOTIC: "prescribe.narcotic",
    PSYCHOTROPIC: "prescribe.psychotropic",
}


@dataclass(frozen=True)
class SetLine:
    drug: Drug
    dose: str
    quantity: float
    days: int


@dataclass(frozen=True)
class PrescriptionSet:
    """Lines that are often given together; `diagnosis` is where the set is offered first."""

    code: str
    label: Label
    diagnosis: str
    lines: tuple[SetLine, ...]


@lru_cache(maxsize=64)
def drugs(on: dt.date) -> dict[str, Drug]:
    """By code, in the order of the list (by group)."""
    rule = rulebook.on("clinical/formulary", on)
    return {row["code"]: drug_of(row, rulebook.is_unverified(row, rule)) for row in rule.rows}


@lru_cache(maxsize=64)
def prescription_sets(on: dt.date) -> tuple[PrescriptionSet, ...]:
    known = drugs(on)
    return tuple(
        PrescriptionSet(
            code=row["code"],
            label=label_of(row),
            diagnosis=row["diagnosis"],
            lines=tuple(
                SetLine(known[line["drug"]], line["dose"], line["quantity"], line["days"])
                for line in row["lines"]
            ),
        )
        for row in rulebook.on("clinical/prescription_sets", on).rows
    )


def sets_for(diagnosis: str, on: dt.date) -> list[PrescriptionSet]:
    """Every set, those of this diagnosis first, then those of its category."""
    bare = diagnosis.rstrip("†*")

    def distance(found: PrescriptionSet) -> int:
        if found.diagnosis == bare:
            return 0
        return 1 if bare and found.diagnosis[:3] == bare[:3] else 2

    return sorted(prescription_sets(on), key=distance)


def search_drugs(text: str, on: dt.date, limit: int = 12) -> list[Drug]:
    """Drugs of the starter list whose words begin with the words typed: “para 500”, “amox”."""
    return matching(drugs(on).values(), text, limit)


def matching(found: Iterable[Drug], text: str, limit: int = 12) -> list[Drug]:
    """The same for any list, such as a facility's own; names before ingredients."""
    words = fold(text).replace(",", ".").split()
    hits = []
    for place, drug in enumerate(found):
        name = _words(drug)
        if all(any(have.startswith(word) for have in name) for word in words):
            starts = bool(words) and fold(drug.name).startswith(words[0])
            hits.append((not starts, place, drug))
    return [drug for _, _, drug in sorted(hits, key=lambda hit: hit[:2])[:limit]]


@lru_cache(maxsize=4096)
def _words(drug: Drug) -> tuple[str, ...]:
    text = f"{drug.name} {drug.strength} {drug.form} {' '.join(drug.ingredients)}"
    return tuple(fold(text).replace("_", " ").replace(",", ".").split())


_STRENGTH = re.compile(r"\s*\d[\d.,]*\s*(?:mg|g|mcg|ug|ml|iu|%|ui).*$", re.IGNORECASE)


def ingredients_of(text: str, on: dt.date) -> tuple[str, ...]:
    """“Amoxicilin 500mg + Acid clavulanic” → the names by which allergies are checked.

    What the list does not know is kept under its own folded name.
    """
    known = _ingredient_names(on)
    found = []
    for part in re.split(r"[+;,/]| và ", text):
        name = fold(_STRENGTH.sub("", part)).strip()
        if name:
            first = name.split()[0]
            found.append(known.get(name) or known.get(first) or name.replace(" ", "_"))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8)
def _ingredient_names(on: dt.date) -> dict[str, str]:
    """Folded Vietnamese and English name → ingredient, from the parts of the starter list."""
    found: dict[str, str] = {}
    for drug in drugs(on).values():
        parts = drug.name.split(" + ")
        for ingredient in drug.ingredients:
            found[ingredient.replace("_", " ")] = found[ingredient] = ingredient
        if len(parts) == len(drug.ingredients):
            pairs = zip(parts, drug.ingredients, strict=True)
            found |= {fold(part): ingredient for part, ingredient in pairs}
    return found


def drug_of(row: rulebook.Row, is_unverified: bool) -> Drug:
    """One row of a formulary, ours or a facility's."""
    return Drug(
        code=row["code"],
        name=row["name"],
        ingredients=tuple(part for part in row["ingredients"].split(";") if part),
        strength=row["strength"],
        form=row["form"],
        route=row["route"],
        unit=row["unit"],
        dose=row["dose"],
        group=row["class"],
        atc=row["atc"],
        control=row["control"] or COMMON,
        min_age_months=int(row["min_age_months"]) if row["min_age_months"] else None,
        pregnancy=row["pregnancy"],
        is_unverified=is_unverified,
    )
