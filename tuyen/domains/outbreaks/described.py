"""Cases of an outbreak by time, place and person (descriptive epidemiology). No Django here."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LONGEST_BY_DAY = 45  # days from the first onset to the last; beyond them a column is a week
UNKNOWN = "unknown"
WIDE, NARROW = (1100, 220), (360, 180)
TOP, FOOT, SIDE = 16, 22, 30


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one counted case. doses: of the vaccine against it, None where nobody knows."""

    onset_on: dt.date
    is_confirmed: bool
    has_died: bool
    sex: str
    band: str
    doses: int | None
    hamlet: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cases that are alike in one thing; `key` says in which."""

    key: str
    cases: int
    confirmed: int
    male: int
    female: int
    died: int


@dataclass(frozen=True, slots=True)
class Bar:
    """confirmed below, the others above, in pixels from the top."""

    x: float
    width: float
    confirmed_y: float
    confirmed_height: float
    other_y: float
    other_height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    foot: float
    bars: list[Bar]
    highest: int
    days: list[tuple[float, dt.date, str]]


@dataclass(frozen=True, slots=True)
class Column:
    first_on: dt.date
    confirmed: int
    other: int


def row_of(key: str, cases: Sequence[Told]) -> Row:
    return Row(
        key,
        len(cases),
        sum(case.is_confirmed for case in cases),
        sum(case.sex == "male" for case in cases),
        sum(case.sex == "female" for case in cases),
        sum(case.has_died for case in cases),
    )


def grouped(
    cases: Iterable[Told], key_of: Callable[[Told], str], order: Sequence[str] = ()
) -> list[Row]:
    """One row a key that occurs: in `order`, or the most cases first; what is unknown comes last."""
    found: dict[str, list[Told]] = {}
    for case in cases:
        found.setdefault(key_of(case), []).append(case)
    rows = [row_of(key, alike) for key, alike in found.items()]
    places = {key: at for at, key in enumerate(order)}
    return sorted(
        rows, key=lambda row: (row.key == UNKNOWN, places.get(row.key, -row.cases), row.key)
    )


def doses_of(case: Told) -> str:
    """0, 1, 2 (two and more) or unknown."""
    return UNKNOWN if case.doses is None else str(min(case.doses, 2))


def columns(cases: Sequence[Told]) -> tuple[list[Column], int]:
    """Every day from the first onset to the last, days without a case too; how many days a column has."""
    if not cases:
        return [], 1
    first, last = min(case.onset_on for case in cases), max(case.onset_on for case in cases)
    step = 1 if (last - first).days <= LONGEST_BY_DAY else 7
    if step == 7:
        first -= dt.timedelta(days=first.weekday())
    counts = [[0, 0] for _each in range((last - first).days // step + 1)]
    for case in cases:
        counts[(case.onset_on - first).days // step][0 if case.is_confirmed else 1] += 1
    starts = (first + dt.timedelta(days=step * at) for at in range(len(counts)))
    return [Column(day, *pair) for day, pair in zip(starts, counts, strict=True)], step


def drawing(shown: Sequence[Column], size: tuple[int, int]) -> Drawing:
    """Bars on a foot line; the first and the last day stand below."""
    width, height = size
    highest = max(column.confirmed + column.other for column in shown)
    foot, tall = height - FOOT, height - FOOT - TOP
    room = (width - SIDE) / max(len(shown), 6)

    def bar(at: int, column: Column) -> Bar:
        sure, more = (round(n / highest * tall, 1) for n in (column.confirmed, column.other))
        x = round(SIDE + at * room, 1)
        return Bar(x, round(room * 0.86, 1), foot - sure, sure, round(foot - sure - more, 1), more)

    days: list[tuple[float, dt.date, str]] = [(SIDE, shown[0].first_on, "start")]
    if len(shown) > 6:
        days.append((round(SIDE + len(shown) * room, 1), shown[-1].first_on, "end"))
    bars = [bar(at, column) for at, column in enumerate(shown)]
    return Drawing(width, height, foot, bars, highest, days)
