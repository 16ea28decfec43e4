"""The referral that followed from a case, as the case's page shows it."""

from dataclasses import dataclass, field
from typing import Any

from tuyen.core import rulebook
from tuyen.domains.teleconsult import words
from tuyen.record.chart import Chart
from tuyen.record.models import Consult, Referral
from tuyen.record.queries import consults as queries
from tuyen.record.rules import referrals as rules
from tuyen.record.rules.consults import Status
from tuyen.registry.facilities.queries import names_of

WAITS = (Status.ADVISED, Status.OUTCOME)
DIED, DIED_CODE = "died", "5"


@dataclass(frozen=True)
class Moved:
    """row: the joined referral; others: those that may be picked instead."""

    row: Referral | None
    place: str = ""
    outcome: str = ""
    others: list[tuple[Referral, str]] = field(default_factory=list)


def of(chart: Chart, row: Consult, *, may_pick: bool) -> Moved:
    found = queries.referral_of(chart, row)
    others: list[Referral] = []
    if may_pick and row.status in WAITS:
        others = [
            each
            for each in queries.referrals_to_join(chart, row)
            if found is None or each.id != found.id
        ]
    units = names_of({each.to_unit_id for each in [*others, *([found] if found else [])]})
    labels = rules.choices("outcome", row.day)
    outcome = labels.get(found.outcome) if found and found.outcome else None
    return Moved(
        found,
        units.get(found.to_unit_id, "") if found else "",
        rulebook.label(outcome, words.language()) if outcome else "",
        [(each, units.get(each.to_unit_id, "")) for each in others],
    )


def first_words(moved: Moved) -> dict[str, Any]:
    """What the receiving unit's answer already says of the outcome."""
    if moved.row is None:
        return {}
    said: dict[str, Any] = {}
    if moved.row.outcome == DIED:
        said["outcome"] = DIED_CODE
    return said
