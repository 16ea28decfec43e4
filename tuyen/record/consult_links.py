"""Who may open the chart because a case was put before them: drawn anew from all consultations.

As with referrals, two consultations may share one care link and the end of one must not end the other.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuyen.platform.access import links
from tuyen.platform.changes import projections
from tuyen.record import care_ends
from tuyen.record.models import Consult

KIND = "teleconsult"


class Asked(NamedTuple):
    """The delta: consultations of this person that concern this unit changed."""

    patient_id: uuid.UUID
    unit_id: uuid.UUID
    compartment: str

    @property
    def sink(self) -> str:
        return "consult_link"


def units_of(row: Consult) -> set[uuid.UUID]:
    """Both sides, and the departments of whoever answers."""
    found = {row.from_unit_id, row.to_unit_id}
    if row.expert_unit_id:
        found.add(row.expert_unit_id)
    return found | {uuid.UUID(each["unit_id"]) for each in row.group_ids}


def asked(before: Consult | None, after: Consult | None) -> Iterator[Asked]:
    """A link begins with the question, and follows who answers and what becomes of it."""
    if after is None:
        return
    units = units_of(after)
    if before is not None and before.ended_on == after.ended_on:
        units -= units_of(before)
    for unit_id in sorted(units):
        yield Asked(after.patient_id, unit_id, after.compartment)


@projections.sink("consult_link")
def draw_again(_cursor: Any, deltas: Iterable[Asked]) -> None:
    found = [_link_of(delta) for delta in sorted(set(deltas))]
    links.add(_cursor, [link for link in found if link])


def _link_of(delta: Asked) -> links.Link | None:
    """From the rows as they stand; the asking unit keeps its own visit's link in any case."""
    rows = Consult.objects.filter(patient_id=delta.patient_id, compartment=delta.compartment)
    mine = [row for row in rows if delta.unit_id in units_of(row)]
    if not mine:
        return None  # an end of care came before the question that it ends
    said = [(row.id, row.ended_on) for row in mine]
    until = care_ends.until(said, kind=KIND, **delta._asdict())
    start = min(row.day for row in mine)
    return links.Link(delta.patient_id, delta.unit_id, KIND, delta.compartment, start, until)
