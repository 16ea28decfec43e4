"""Does a line of a prescription touch an allergy? By ingredient, or by name where none is known."""

import datetime as dt
from collections.abc import Iterable

from tuyen.core.text import fold
from tuyen.registry.terms.allergies import Conflict, Danger, conflicts

AllergicTo = tuple[str, str]  # code of the substance or empty, its name as written


def touched(
    drug: str, ingredients: Iterable[str], allergic_to: Iterable[AllergicTo], on: dt.date
) -> list[Conflict]:
    """What speaks against this drug, the gravest first."""
    known, name = list(allergic_to), fold(drug)
    found = conflicts(ingredients, known, on)
    if any(each.danger is Danger.SAME for each in found):
        return found
    named = [written for _, written in known if _is_named(written, name)]
    return [*(Conflict(written, written, Danger.SAME) for written in named), *found]


def forbids(found: Iterable[Conflict]) -> Conflict | None:
    """The conflict that needs a reason to be prescribed all the same; cousins only warn."""
    return next((each for each in found if each.danger is Danger.SAME), None)


def _is_named(written: str, folded_drug: str) -> bool:
    """“Penicillin” stands in “Penicillin V 400.000 IU”; words of under four letters prove nothing."""
    named = fold(written)
    return len(named) >= 4 and named in folded_drug
