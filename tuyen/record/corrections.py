"""When a correction arrives, the row it corrects steps back: projected like any other change."""

import copy
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuyen.platform.changes import projections, writer
from tuyen.record.models import (
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
    Result,
)
from tuyen.record.models.chart import CorrectableRow

OF_A_VISIT: tuple[Any, ...] = (
    Observation,
    Condition,
    Prescription,
    MedicationRequest,
)
# What steps back together with the row at its head, and the column that names the head.
HEADS: dict[Any, tuple[tuple[Any, ...], str]] = {
    Encounter: (OF_A_VISIT, "encounter_id"),
    Result: ((Observation,), "result_id"),
}


class Superseded(NamedTuple):
    """The delta: row `old_id` of `model` is corrected by row `new_id`."""

    model: type[CorrectableRow]
    patient_id: uuid.UUID
    old_id: uuid.UUID
    new_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "superseded"


def superseding(
    before: CorrectableRow | None, after: CorrectableRow | None
) -> Iterator[Superseded]:
    """The projection of every correctable table."""
    if before is None and after is not None and after.amends_id:
        yield Superseded(type(after), after.patient_id, after.amends_id, after.id)


@projections.sink("superseded")
def step_back(cursor: Any, deltas: Iterable[Superseded]) -> None:
    """Mark the old rows and take back what they had caused; a visit or result takes its rows along."""
    more: list[projections.Delta] = []
    for delta in sorted(deltas, key=lambda delta: delta.model in HEADS):
        old = delta.model.objects.filter(pk=delta.old_id, superseded_by_id=None).first()
        if old is not None:
            more.extend(_stepped_back(cursor, old, delta))
        if delta.model in HEADS:
            more.extend(_rows_stepped_back(cursor, delta))
    projections.flush(cursor, more)


def _rows_stepped_back(cursor: Any, visit: Superseded) -> Iterator[projections.Delta]:
    """Readings, diagnoses and drugs of a corrected visit, figures of a corrected result; the
    correction brought its own."""
    models, head = HEADS[visit.model]
    for model in models:
        rows = model.objects.filter(
            patient_id=visit.patient_id, superseded_by_id=None, **{head: visit.old_id}
        )
        for row in rows:
            delta = Superseded(model, row.patient_id, row.id, visit.new_id)
            yield from _stepped_back(cursor, row, delta)


def _stepped_back(
    cursor: Any, old: CorrectableRow, delta: Superseded
) -> Iterable[projections.Delta]:
    now = copy.copy(old)
    now.superseded_by_id = delta.new_id
    keys = ("id", "patient_id")
    cursor.execute(
        writer.update_sql(delta.model, ("superseded_by_id",), keys),
        [
            writer.prepared(delta.model, "superseded_by_id", delta.new_id),
            *(writer.prepared(delta.model, key, getattr(old, key)) for key in keys),
        ],
    )
    return projections.deltas_of(delta.model, old, now)
