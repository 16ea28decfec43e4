"""Allergies of a person, and what each of them forbids."""

from collections.abc import Iterable

from tuyen.record.models import Allergy
from tuyen.record.rules.allergies import Known

ACTIVE = "active"


def known_allergies(rows: Iterable[Allergy]) -> list[Known]:
    """Allergies in force with the substances that they cover."""
    return [
        Known(row.substance, covered_by(row.substance_code), row.criticality)
        for row in rows
        if row.status == ACTIVE
    ]


def covered_by(substance_code: str) -> frozenset[str]:
    """Codes of all substances that an allergy to this one forbids."""
    return frozenset({substance_code} if substance_code else ())
