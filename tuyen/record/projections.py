"""What follows from a write to the chart, in the same transaction."""

from collections.abc import Iterator

from tuyen.platform.access.links import Link
from tuyen.platform.changes.projections import projection
from tuyen.platform.tally.sink import Count
from tuyen.record.corrections import superseding
from tuyen.record.models import (
    Condition,
    Document,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
    QueueEntry,
)

VISITS = "visits"

for correctable in (Encounter, Observation, Condition, Prescription, MedicationRequest, Document):
    projection(correctable)(superseding)


@projection(Encounter)
def count_visits(before: Encounter | None, after: Encounter | None) -> Iterator[Count]:
    """One visit a finished encounter; a correction counts on its own day in place of the first."""
    for row, n in ((before, -1), (after, +1)):
        if row is not None and row.status == "finished" and row.superseded_by_id is None:
            yield Count(VISITS, row.unit_id, row.day, row.kind, row.compartment, n=n)


@projection(Encounter)
def link_to_the_unit(before: Encounter | None, after: Encounter | None) -> Iterator[Link]:
    """Whoever treated a person may open the chart again."""
    if before is None and after is not None:
        yield Link(after.patient_id, after.unit_id, "treating", after.compartment, after.day)


@projection(QueueEntry)
def link_on_arrival(before: QueueEntry | None, after: QueueEntry | None) -> Iterator[Link]:
    """Whoever has come in person may be treated by this unit that day; a visit makes it last."""
    if before is None and after is not None:
        yield Link(
            after.patient_id, after.unit_id, "present", after.compartment, after.day, after.day
        )
