"""Numbers of many rooms in one statement: each room says what it counts, the board asks once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, FloatField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

Found = Mapping[str, Any]  # name → number; 0 where there is nothing


@dataclass(frozen=True)
class Counts:
    """numbers: name → aggregate over the rows. Names are the room's own: say whose they are
    (`support_late`), for one board holds them all."""

    rows: QuerySet[Any, Any]
    numbers: Mapping[str, Aggregate]


def ask(wanted: Iterable[Counts]) -> dict[str, Any]:
    """Every number of them all, in one statement; whole numbers come as such."""
    asked = list(wanted)
    found: dict[str, Any] = {name: 0 for each in asked for name in each.numbers}
    width = max((len(each.numbers) for each in asked), default=0)
    lines = [_line(place, each, width) for place, each in enumerate(asked)]
    if not lines:
        return found
    first, *others = lines
    rows: Any = first.union(*others, all=True) if others else first
    for place, *numbers in rows:
        found |= dict(zip(asked[place].numbers, map(_whole, numbers), strict=False))
    return found


def _line(place: int, counts: Counts, width: int) -> QuerySet[Any, Any]:
    """One row: its place among the others, its numbers, zeros up to the common width."""
    numbers: dict[str, Any] = {
        f"number_{at}": Cast(Coalesce(each, Value(0), output_field=FloatField()), FloatField())
        for at, each in enumerate(counts.numbers.values())
    }
    zeros = {
        f"number_{at}": Value(0.0, output_field=FloatField()) for at in range(len(numbers), width)
    }
    rows: Any = counts.rows.order_by().annotate(line_=Value(place, output_field=IntegerField()))
    told: QuerySet[Any, Any] = rows.values("line_").annotate(**numbers, **zeros)
    return told.values_list("line_", *(f"number_{at}" for at in range(width)))


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number
