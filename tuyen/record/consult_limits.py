"""By when a question is answered and concluded: the asked facility's figures, shortened by its agreement."""

import uuid
from dataclasses import dataclass
from typing import Any

from tuyen.core import facts
from tuyen.record.models import Consult
from tuyen.record.rules import consults as rules
from tuyen.record.rules.consults import CLOCKS, Due, Minutes
from tuyen.registry.terms import settled

AGREEMENT, UNIT, PROPOSED = "agreement", "unit", "rulebook"
FIELDS = ("answer_minutes", "conclude_minutes")


@dataclass(frozen=True)
class Limits:
    """basis: agreement, unit (confirmed there or above), rulebook (proposed, not verified)."""

    due: Due
    basis: str


def limits(row: Consult) -> Limits:
    """The shorter of what the asked facility has settled and what both sides agreed."""
    table = settled.on(CLOCKS, row.day, row.to_unit_id)
    minutes, is_agreed = rules.shorter(
        rules.minutes_of(table, row.urgency), _agreed(row.agreement_id, row.urgency)
    )
    due = rules.due_after(minutes, row.asked_at)
    return Limits(due, AGREEMENT if is_agreed else _basis(row))


def basis_of(row: Consult) -> str:
    """What the limits of a case rest on; a figure confirmed since then for its day counts."""
    return AGREEMENT if row.limits_from == AGREEMENT else _basis(row)


def _basis(row: Consult) -> str:
    known = settled.at_unit(row.day, row.to_unit_id)
    both = all((CLOCKS, row.urgency, field) in known for field in FIELDS)
    return UNIT if both else PROPOSED


def _agreed(agreement_id: uuid.UUID | None, urgency: str) -> Minutes:
    if agreement_id is None:
        return Minutes(None, None)
    found: Any = facts.ask("steering.agreed_limits", agreement_id=agreement_id, urgency=urgency)
    return Minutes(*found)
