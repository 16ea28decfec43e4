"""Values of many rows, column by column: what repeats is said once. No Django here.

A column is `[kind, content]`. Ids stand in one table of the batch and are pointed at; instants, days and
clocks are steps from the one before; a column of one value holds it once. Whoever reads knows how many
values a column has, so that a short message can never grow without bound.
"""

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID

from tuyen.core.ids import of_bytes

ONE, PLAIN, IDS, INSTANTS, DAYS, WHOLE, TENTHS = range(7)

Column = list[Any]

_HEX = re.compile(r"[0-9a-f]{32}\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_START_DAY = _START.date().toordinal()
_MICROSECOND = dt.timedelta(microseconds=1)
_TAIL = 10  # bytes of an id after the millisecond in which it was made


class Damaged(ValueError):
    """The bytes do not say what they should."""


class Ids:
    """Every id of a batch once, in the order in which it is first named. Number 0 is no id."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def number(self, hex_: str | None) -> int:
        if hex_ is None:
            return 0
        return self._number.setdefault(hex_, len(self._number) + 1)

    def pack(self) -> tuple[list[int], bytes]:
        """The milliseconds as steps, the rest of each id one after the other."""
        raw = [bytes.fromhex(hex_) for hex_ in self._number]
        return steps([int.from_bytes(each[:6]) for each in raw]), b"".join(e[6:] for e in raw)


def read_ids(made: list[int], tails: bytes) -> list[str | None]:
    if len(made) * _TAIL != len(tails):
        raise Damaged("ids")
    found: list[str | None] = [None]
    for at, ms in enumerate(walked(made)):
        found.append(ms.to_bytes(6).hex() + tails[at * _TAIL : (at + 1) * _TAIL].hex())
    return found


def steps(numbers: list[int]) -> list[int]:
    return [*numbers[:1], *(after - before for before, after in pairwise(numbers))]


def walked(steps_: list[int]) -> list[int]:
    at, found = 0, []
    for step in steps_:
        at += step
        found.append(at)
    return found


def pack(values: list[Any], ids: Ids) -> Column:
    """The shortest way to say these values."""
    first = values[0]
    if isinstance(first, str):
        if _HEX.match(first) and all(isinstance(v, str) and _HEX.match(v) for v in values):
            return [IDS, steps([ids.number(value) for value in values])]
        if _DAY.match(first) and (days := _numbers(_DAY, values, _ordinal, _day_of)):
            return [DAYS, _same_or_steps(days)]
        if _INSTANT.match(first) and (
            instants := _numbers(_INSTANT, values, _microseconds, _instant_of)
        ):
            return [INSTANTS, _same_or_steps(instants)]
    if _all_same(values):
        return [ONE, first]
    if all(type(value) is float for value in values):
        tenths = [round(value * 10) if abs(value) < 1e9 else 0 for value in values]
        if all(repr(n / 10) == repr(v) for n, v in zip(tenths, values, strict=True)):
            return [TENTHS, tenths]
    if first is not True and first is not False and all(type(v) is int for v in values):
        return [WHOLE, steps(values)]
    return [PLAIN, values]


def _numbers(
    pattern: re.Pattern[str],
    values: list[Any],
    number_of: Callable[[str], int],
    said: Callable[[int], str],
) -> list[int]:
    """Nothing when one of them would be said otherwise than it was."""
    if not all(isinstance(value, str) and pattern.match(value) for value in values):
        return []
    try:
        numbers = [number_of(value) for value in values]
    except ValueError:
        return []
    return numbers if [said(n) for n in numbers] == values else []


def _all_same(values: list[Any]) -> bool:
    """Alike in kind too: 1, 1.0 and True are three things."""
    first = values[0]
    return all(value == first and type(value) is type(first) for value in values[1:]) and not (
        isinstance(first, list | dict)
    )


def _same_or_steps(numbers: list[int]) -> Any:
    return numbers[0] if all(n == numbers[0] for n in numbers) else steps(numbers)


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal() - _START_DAY


def _microseconds(instant: str) -> int:
    return (dt.datetime.fromisoformat(instant) - _START) // _MICROSECOND


def unpack(column: Column, count: int, ids: list[str | None]) -> list[Any]:
    """`count` values, or Damaged."""
    kind, content = column
    if kind == ONE:
        return [content] * count
    if kind in (DAYS, INSTANTS) and isinstance(content, int):
        return [(_day_of if kind == DAYS else _instant_of)(content)] * count
    if not isinstance(content, list) or len(content) != count:
        raise Damaged("a column is too short")
    if kind == PLAIN:
        return content
    if kind == IDS:
        return [_named(ids, number) for number in walked(content)]
    if kind == TENTHS:
        return [number / 10 for number in content]
    if kind == WHOLE:
        return walked(content)
    if kind == DAYS:
        return [_day_of(number) for number in walked(content)]
    if kind == INSTANTS:
        return [_instant_of(number) for number in walked(content)]
    raise Damaged("an unknown kind of column")


def _named(ids: list[str | None], number: int) -> str | None:
    if not 0 <= number < len(ids):
        raise Damaged("an id that is not in the table")
    return ids[number]


def _day_of(number: int) -> str:
    return dt.date.fromordinal(number + _START_DAY).isoformat()


def _instant_of(microseconds: int) -> str:
    return (_START + microseconds * _MICROSECOND).replace(tzinfo=None).isoformat() + "Z"


def id_of(hex_: str | None) -> UUID | None:
    return None if hex_ is None else of_bytes(bytes.fromhex(hex_))
