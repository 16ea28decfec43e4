"""Allergies of a person as the checks want them."""

from collections.abc import Iterable

from tuyen.record.models import Allergy
from tuyen.record.rules.allergies import AllergicTo

ACTIVE, ENTERED_IN_ERROR = "active", "entered-in-error"


def allergic_to(rows: Iterable[Allergy]) -> list[AllergicTo]:
    """Allergies in force: code of the substance and its name as written."""
    return [(row.substance_code, row.substance) for row in rows if row.status == ACTIVE]
