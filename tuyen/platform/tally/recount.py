"""Counting again from the facts: the proof that what was kept is right."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from tuyen.platform.changes import projections
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.sink import Count, add

Cell = tuple[Any, ...]


def kept() -> dict[Cell, int]:
    """Every cell that is not zero, as kept."""
    rows = Tally.objects.exclude(n=0).values_list(
        "indicator", "unit_id", "day", "dimension_a", "dimension_b", "dimension_c", "n"
    )
    return {row[:6]: row[6] for row in rows.iterator()}


def recounted() -> dict[Cell, int]:
    """Every cell that is not zero, counted from the facts by the same projections."""
    cells: Counter[Cell] = Counter()
    for count in _counts():
        cells[count[:6]] += count.n
    return {cell: n for cell, n in cells.items() if n}


def rebuild() -> None:
    """Write the recount over what was kept."""
    counts = [Count._make((*cell, n)) for cell, n in recounted().items()]
    with transaction.atomic(), connection.cursor() as cursor:
        Tally.objects.all().delete()
        add(cursor, counts)


def _counts() -> Iterator[Count]:
    for model in projections.projected_models():
        for row in model.objects.iterator(chunk_size=5000):  # type: ignore[attr-defined]
            for delta in projections.deltas_of(model, None, row):
                if isinstance(delta, Count):
                    yield delta
