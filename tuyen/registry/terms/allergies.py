"""Does a drug touch an allergy of the patient? No Django here.

Groups and cross-reactions are a proposal that no pharmacist has checked: they warn, people decide.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.core.text import fold
from tuyen.registry.terms.clinical import Label, label_of


class Danger(StrEnum):
    SAME = "same"  # the substance itself or its class
    RELATED = "related"  # a class in which the reaction may come again


@dataclass(frozen=True)
class Substance:
    """covers: ingredients that are the substance. related: classes with a possible cross-reaction."""

    code: str
    label: Label
    group: str
    covers: frozenset[str]
    related: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """`ingredient` of the drug touches the patient's allergy to `substance`."""

    substance: str
    ingredient: str
    danger: Danger


@lru_cache(maxsize=64)
def substances(on: dt.date) -> dict[str, Substance]:
    """By code: classes of drugs first, then drugs, food and the rest."""
    return {
        row["code"]: Substance(
            code=row["code"],
            label=label_of(row),
            group=row["group"],
            covers=frozenset(row.get("covers", ())),
            related=tuple(row.get("related", ())),
        )
        for row in rulebook.on("clinical/allergies", on).rows
    }


def search_substances(text: str, on: dt.date, limit: int = 12) -> list[Substance]:
    """Substances whose words begin with the words typed, in either language."""
    words = fold(text).split()
    found = []
    for substance in substances(on).values():
        have = fold(f"{substance.label.vi} {substance.label.en}").replace("(", " ").split()
        if all(any(part.startswith(word) for part in have) for word in words):
            found.append(substance)
    return found[:limit]


def conflicts(
    ingredients: Iterable[str], allergic_to: Iterable[tuple[str, str]], on: dt.date
) -> list[Conflict]:
    """What speaks against a drug, the gravest first.

    `allergic_to`: (code of the substance or empty, its name as written) for each active allergy. An
    allergy written in free words counts when the words name the ingredient or a known substance.
    """
    wanted = list(ingredients)
    found = []
    for code, written in allergic_to:
        found += _against(code or _code_of(written, on), written, wanted, on)
    return sorted(found, key=lambda conflict: conflict.danger is Danger.RELATED)


def _against(code: str, written: str, ingredients: list[str], on: dt.date) -> list[Conflict]:
    known = substances(on)
    substance = known.get(code)
    if substance is None:
        words = set(fold(written).replace(",", " ").split())
        same = [name for name in ingredients if name in words]
        return [Conflict(written, name, Danger.SAME) for name in same]
    cousins = frozenset().union(*(known[name].covers for name in substance.related))
    found = []
    for name in ingredients:
        if name in substance.covers or name == substance.code:
            found.append(Conflict(substance.label.vi, name, Danger.SAME))
        elif name in cousins:
            found.append(Conflict(substance.label.vi, name, Danger.RELATED))
    return found


def _code_of(written: str, on: dt.date) -> str:
    """“Dị ứng Amoxicilin” names amoxicillin; a drug before its class."""
    text = f" {fold(written)} "
    known = sorted(substances(on).values(), key=lambda found: found.group != "drug")
    for substance in known:
        names = {fold(substance.label.vi), fold(substance.label.en), substance.code}
        if any(f" {name} " in text for name in names):
            return substance.code
    return ""
