"""Rows of other nodes that come after what corrects them, or beside another correction of the same row.

Bundles overtake each other on their way. Whatever came first, every node ends with the same rows in force:
a corrected row steps back though its correction was here before it, a reading steps back with a visit that
was corrected already, and of two corrections made apart from each other the later one stands.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuyen.platform.changes import projections
from tuyen.record.corrections import HEADS, Superseded, step_back
from tuyen.record.models.chart import CorrectableRow

AT_ONCE = 500  # ids in one question


class Came(NamedTuple):
    """The delta: this row is new here, sent by another node."""

    model: type[CorrectableRow]
    row: CorrectableRow

    @property
    def sink(self) -> str:
        return "came_from_elsewhere"


def came(row: CorrectableRow) -> Iterator[Came]:
    """Of every correctable table, on arrival."""
    yield Came(type(row), row)


@projections.sink("came_from_elsewhere")
def set_right(cursor: Any, deltas: Iterable[Came]) -> None:
    by_model: dict[type[CorrectableRow], list[CorrectableRow]] = defaultdict(list)
    for delta in deltas:
        by_model[delta.model].append(delta.row)
    found: list[Superseded] = []
    for model, rows in by_model.items():
        for at in range(0, len(rows), AT_ONCE):
            found += _found(model, rows[at : at + AT_ONCE])
    if found:
        step_back(cursor, found)


def _found(model: type[CorrectableRow], rows: list[CorrectableRow]) -> Iterator[Superseded]:
    before = list(_corrected_before(model, rows))
    corrected = {each.old_id for each in before}
    in_a_line = [row for row in rows if row.amends_id or row.id in corrected]
    yield from before
    yield from _corrected_twice(model, in_a_line)
    yield from _of_a_corrected_head(model, rows)


def _corrected_before(
    model: type[CorrectableRow], rows: list[CorrectableRow]
) -> Iterator[Superseded]:
    known = model.objects.filter(
        patient_id__in={row.patient_id for row in rows}, amends_id__in=[row.id for row in rows]
    )
    for new in known.order_by("-id"):
        assert new.amends_id is not None
        yield Superseded(model, new.patient_id, new.amends_id, new.id)


def _corrected_twice(
    model: type[CorrectableRow], rows: list[CorrectableRow]
) -> Iterator[Superseded]:
    """The last row of each line of corrections is in force; of several lines the newest one's."""
    for row in rows:
        first_id = _first_of(model, row)
        last = _ends_of(model, row.patient_id, first_id)
        standing = max((each.id for each in last), default=None)
        for each in last:
            if standing is not None and each.id != standing:
                yield Superseded(model, row.patient_id, each.id, standing)


def _first_of(model: type[CorrectableRow], row: CorrectableRow) -> uuid.UUID:
    """What all these corrections go back to, as far as it is here. A ring of them, which only a forger
    makes, ends where it began."""
    earlier: CorrectableRow | None = row
    first_id: uuid.UUID = row.id
    met: set[uuid.UUID] = set()
    while earlier is not None and earlier.amends_id is not None and first_id not in met:
        met.add(first_id)
        first_id = earlier.amends_id
        earlier = model.objects.filter(patient_id=row.patient_id, pk=first_id).first()
    return first_id


def _ends_of(
    model: type[CorrectableRow], patient_id: uuid.UUID, first_id: uuid.UUID
) -> list[CorrectableRow]:
    """The rows that correct `first_id`, or a correction of it, and are corrected by none themselves."""
    ends: list[CorrectableRow] = []
    fresh, met = {first_id}, set[uuid.UUID]()
    while fresh:
        met |= fresh
        known = list(model.objects.filter(patient_id=patient_id, amends_id__in=fresh))
        again = model.objects.filter(patient_id=patient_id, amends_id__in=[row.id for row in known])
        corrected = {id_ for id_ in again.values_list("amends_id", flat=True) if id_}
        ends += [row for row in known if row.id not in corrected]
        fresh = corrected - met
    return ends


def _of_a_corrected_head(
    model: type[CorrectableRow], rows: list[CorrectableRow]
) -> Iterator[Superseded]:
    for head, (models, column) in HEADS.items():
        if model not in models:
            continue
        ids = {getattr(row, column) for row in rows} - {None}
        corrected = dict(
            head.objects.filter(
                patient_id__in={row.patient_id for row in rows},
                pk__in=ids,
                superseded_by_id__isnull=False,
            ).values_list("id", "superseded_by_id")
        )
        for row in rows:
            if new_id := corrected.get(getattr(row, column)):
                yield Superseded(model, row.patient_id, row.id, new_id)
