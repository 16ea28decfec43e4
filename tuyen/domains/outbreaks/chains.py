"""Who infected whom, as told: generations, serial intervals, where each case is drawn. No Django here."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

WIDE, NARROW = 1200, 360
ROW, TOP, SIDE = 26, 30, 26
MOST_DRAWN = 60  # further cases stand in the table only


@dataclass(frozen=True, slots=True)
class Link:
    source: uuid.UUID
    case: uuid.UUID


def sources_of(links: Collection[Link]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Case → the sources told of it."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for link in links:
        found.setdefault(link.case, set()).add(link.source)
    return found


def generations(
    cases: Collection[uuid.UUID], links: Collection[Link]
) -> dict[uuid.UUID, int | None]:
    """Without a known source 1, else one more than the nearest source; None inside a circle."""
    sources = sources_of(links)
    found: dict[uuid.UUID, int | None] = dict.fromkeys(cases)
    wave, number = {case for case in cases if case not in sources}, 1
    while wave:
        for case in wave:
            found[case] = number
        wave = {
            link.case
            for link in links
            if link.source in wave and link.case in found and found[link.case] is None
        }
        number += 1
    return found


def would_circle(case: uuid.UUID, source: uuid.UUID, links: Collection[Link]) -> bool:
    """Would this source be infected, at some remove, by the case itself?"""
    sources, passed, ahead = sources_of(links), set[uuid.UUID](), [source]
    while ahead:
        at = ahead.pop()
        if at == case:
            return True
        if at not in passed:
            passed.add(at)
            ahead += sources.get(at, ())
    return False


def serial_interval(
    onsets: Mapping[uuid.UUID, dt.date], links: Collection[Link]
) -> tuple[float | None, int]:
    """Median days from onset to onset, over cases of which one source only is told; and how many."""
    sources = sources_of(links)
    days = [
        (onsets[link.case] - onsets[link.source]).days
        for link in set(links)
        if len(sources[link.case]) == 1 and link.case in onsets and link.source in onsets
    ]
    return (median(days) if days else None), len(days)


@dataclass(frozen=True, slots=True)
class Dot:
    number: int
    x: float
    y: int
    has_source: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    y1: int
    x2: float
    y2: int
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """One case a row, its place across by the day of onset; a line from each source."""

    width: int
    height: int
    dots: list[Dot]
    strokes: list[Stroke]
    marks: list[tuple[float, dt.date, str]]


def drawing(
    cases: Sequence[tuple[uuid.UUID, dt.date]],
    links: Collection[Link],
    odd: Collection[Link],
    width: int,
) -> Drawing:
    """cases: in the order of their numbers, which is that of their onsets."""
    shown = list(cases[:MOST_DRAWN])
    first, last = shown[0][1], max(day for _case, day in shown)
    days = max((last - first).days, 1)

    def x(day: dt.date) -> float:
        return round(SIDE + (day - first).days / days * (width - 2 * SIDE), 1)

    place = {case: (x(day), TOP + ROW * at) for at, (case, day) in enumerate(shown)}
    sources = sources_of(links)
    dots = [Dot(at + 1, *place[case], case in sources) for at, (case, _day) in enumerate(shown)]
    strokes = [
        Stroke(*place[link.source], *place[link.case], link in odd)
        for link in links
        if link.source in place and link.case in place
    ]
    marks = [(x(first), first, "start")] + ([(x(last), last, "end")] if last > first else [])
    return Drawing(width, TOP + ROW * len(shown), dots, strokes, marks)
