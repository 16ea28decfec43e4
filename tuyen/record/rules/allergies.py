"""Does a drug meet an allergy? By code of substance or group, or by name where no code is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.core.text import fold


@dataclass(frozen=True)
class Known:
    """An allergy of the person. `covers`: codes of every substance that the allergy forbids."""

    substance: str
    covers: frozenset[str] = frozenset()
    criticality: str = ""


def clashes(drug: str, substances: Iterable[str], known: Iterable[Known]) -> list[Known]:
    """Allergies that this drug meets. `substances`: codes of what the drug contains."""
    contained, name = frozenset(substances), fold(drug)
    return [each for each in known if each.covers & contained or _is_named(each.substance, name)]


def _is_named(substance: str, folded_drug: str) -> bool:
    """“Penicillin” stands in “Penicillin V 400.000 IU”; words of under four letters prove nothing."""
    named = fold(substance)
    return len(named) >= 4 and named in folded_drug
