"""Where counts go: one sorted upsert a transaction, so that two writers lock cells in one order."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from tuyen.platform.changes.projections import sink


class Count(NamedTuple):
    """The delta a projection yields: `n` more (or fewer) in one cell."""

    indicator: str
    unit_id: uuid.UUID
    day: dt.date
    dimension_a: str = ""
    dimension_b: str = ""
    dimension_c: str = ""
    n: int = 1

    @property
    def sink(self) -> str:
        return "tally"


_UPSERT = (
    "INSERT INTO tally_tally "
    "(indicator, unit_id, day, month, dimension_a, dimension_b, dimension_c, n) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (indicator, unit_id, day, dimension_a, dimension_b, dimension_c) "
    "DO UPDATE SET n = tally_tally.n + excluded.n"
)


def month_of(day: dt.date) -> int:
    return day.year * 100 + day.month


@sink("tally")
def add(cursor: Any, counts: Iterable[Count]) -> None:
    """Add counts to their cells; what cancels out is not written."""
    cells: dict[tuple[Any, ...], int] = {}
    for indicator, unit_id, day, a, b, c, n in counts:
        cell = (indicator, unit_id.int, day, a, b, c)  # a UUID hashes slowly
        cells[cell] = cells.get(cell, 0) + n
    rows = [_row(cell, n) for cell, n in sorted(cells.items()) if n]
    if len(rows) == 1:
        cursor.execute(_UPSERT, rows[0])
    elif rows:
        cursor.executemany(_UPSERT, rows)


def _row(cell: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    indicator, unit, day, *dimensions = cell
    is_sqlite = connection.vendor == "sqlite"
    return (
        indicator,
        unit.to_bytes(16) if is_sqlite else uuid.UUID(int=unit),
        day.isoformat() if is_sqlite else day,
        month_of(day),
        *dimensions,
        n,
    )
