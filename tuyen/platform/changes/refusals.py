"""Two steps of one row were taken at once: the node that sees both first says which one stands.

Where the table of steps and the clocks disagree, an ordinary change that has seen both puts it right; it
flows to every node like any other. A step that cannot stand is told to the unit that took it.
"""

from collections.abc import Iterable
from typing import Any

from tuyen.core.actor import SYSTEM
from tuyen.platform.changes import clocks, steps
from tuyen.platform.changes.clocks import Decided
from tuyen.platform.changes.conflicts import model_of
from tuyen.platform.changes.events import StepRefused
from tuyen.platform.changes.meeting import Met, Plan
from tuyen.platform.changes.models import Bundle, Conflict

REASON = "sync.refuse_step"


def settle(met: Iterable[tuple[Plan, Met, Conflict]]) -> None:
    """Inside the transaction of the batch, after its rows were written."""
    from tuyen.platform import changes

    for made, each, conflict in met:
        model = model_of(conflict)
        row: Any = model.objects.get(pk=each.row.id)
        if clocks.read(row.clocks).get(each.leader) != each.winner:
            continue  # a later bundle of the batch has decided already
        newcomer = each.loser_values if each.newcomer_lost else each.winner_values
        standing = each.winner_values if each.newcomer_lost else each.loser_values
        wanted = each.loser_values if each.stands == "older" else standing
        for name, value in wanted.items():
            setattr(row, name, value)
        with changes.apply(actor=SYSTEM, reason=REASON) as log:
            log.change(row, list(wanted), decides=[Decided(each.leader, *each.loser)])
            if each.stands == "neither":
                log.announce(_refused(made, each, conflict, newcomer, standing))


def _refused(
    made: Plan, met: Met, conflict: Conflict, newcomer: dict[str, Any], standing: dict[str, Any]
) -> StepRefused:
    header = made.incoming.header
    stepping = steps.field_with_steps(type(met.row), tuple(newcomer)) or met.leader
    return StepRefused(
        conflict_id=conflict.id,
        model=conflict.model,
        row_id=conflict.row_id,
        field=stepping,
        patient_id=conflict.patient_id,
        compartment=conflict.compartment,
        origin_unit_id=header.actor_unit_id,
        reason=header.reason,
        refused=str(newcomer[stepping]),
        stands=str(standing[stepping]),
    )


def bundles_that_refused() -> Any:
    """Changes by which this node put steps right."""
    return Bundle.objects.filter(reason=REASON, from_peer=None)
