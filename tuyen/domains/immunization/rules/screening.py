"""What was found before the dose, and what it proposes. A doctor decides. No Django here."""

from collections.abc import Collection, Mapping
from enum import StrEnum


class Decision(StrEnum):
    FIT = "fit"
    POSTPONED = "postponed"
    CONTRAINDICATED = "contraindicated"


def proposed(found: Collection[str], means: Mapping[str, str]) -> Decision:
    """means: item → what a “yes” proposes; the gravest speaks."""
    said = {means[code] for code in found}
    for decision in (Decision.CONTRAINDICATED, Decision.POSTPONED):
        if decision in said:
            return decision
    return Decision.FIT


def needs_reason(decision: str, found: Collection[str], means: Mapping[str, str]) -> bool:
    """Whoever decides otherwise than the findings propose says why."""
    return decision != proposed(found, means)
