"""The board's version moves with every case and every line said in one."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection

from tuyen.core.ids import from_event
from tuyen.platform.changes import projections
from tuyen.platform.changes.projections import projection
from tuyen.record.consult_links import units_of
from tuyen.record.models import Consult

_UPSERT = (
    "INSERT INTO teleconsult_boardversion (unit_id, n) VALUES (%s, %s) "
    "ON CONFLICT (unit_id) DO UPDATE SET n = teleconsult_boardversion.n + excluded.n"
)


def board_key(unit_id: uuid.UUID, compartment: str) -> uuid.UUID:
    """Each compartment of a unit is counted apart: whoever may not see it is not told that it moved."""
    return from_event(unit_id, f"board {compartment}") if compartment else unit_id


class Moved(NamedTuple):
    """The delta: a case that this unit sees has changed."""

    unit_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "consult_board"


@projection(Consult)
def moved(before: Consult | None, after: Consult | None) -> Iterator[Moved]:
    for row in (before, after):
        if row is not None:
            for unit_id in sorted(units_of(row)):
                yield Moved(board_key(unit_id, row.compartment))


@projections.sink("consult_board")
def count_up(cursor: Any, deltas: Iterable[Moved]) -> None:
    """Sorted by key, as every counter is."""
    counted = Counter(delta.unit_id for delta in deltas)
    rows = sorted(counted.items())
    is_sqlite = connection.vendor == "sqlite"
    cursor.executemany(_UPSERT, [(id_.bytes if is_sqlite else id_, n) for id_, n in rows])
