"""What the timeline page shows: a page of events, and the filters with their counts."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tuyen.record import timeline
from tuyen.record.chart import Chart
from tuyen.record.timeline import PAGE, Event
from tuyen.registry.facilities.queries import names_of


@dataclass(frozen=True)
class Choice:
    """One filter: its value in the address, its word, how many events it would show."""

    value: str
    label: Any
    count: int
    is_current: bool


@dataclass(frozen=True)
class Line:
    """One event and the name of the unit where it happened."""

    event: Event
    unit: str


@dataclass(frozen=True)
class Shown:
    lines: list[Line]
    kinds: list[Choice]
    years: list[Choice]
    kind: str
    year: int | None
    next_page: int | None
    total: int


def shown_for(chart: Chart, *, kind: str, year: int | None, page: int) -> Shown:
    """Three statements: the events, the counts of the filters, the names of the units."""
    found = timeline.events(chart, kind=kind, year=year, start=page * PAGE, count=PAGE + 1)
    units = names_of(event.unit_id for event in found if event.unit_id)
    tallies = timeline.tallies(chart)
    details = {part.kind for part in timeline.parts() if part.is_detail}
    asked = [t for t in tallies if (t.kind == kind if kind else t.kind not in details)]
    return Shown(
        lines=[Line(event, _name(event.unit_id, units)) for event in found[:PAGE]],
        kinds=_kinds(tallies, kind, year),
        years=_years(asked, year),
        kind=kind,
        year=year,
        next_page=page + 1 if len(found) > PAGE else None,
        total=sum(t.count for t in asked if year in (None, t.year)),
    )


def _name(unit_id: uuid.UUID | None, units: dict[uuid.UUID, str]) -> str:
    return units.get(unit_id, "") if unit_id else ""


def _kinds(tallies: list[timeline.Tally], kind: str, year: int | None) -> list[Choice]:
    """Kinds of which there is something, in the order of the rooms."""
    counts: Counter[str] = Counter()
    for tally in tallies:
        if year in (None, tally.year):
            counts[tally.kind] += tally.count
    return [
        Choice(part.kind, part.label, counts[part.kind], part.kind == kind)
        for part in timeline.parts()
        if counts[part.kind] or part.kind == kind
    ]


def _years(tallies: list[timeline.Tally], year: int | None) -> list[Choice]:
    counts: Counter[int] = Counter()
    for tally in tallies:
        counts[tally.year] += tally.count
    if year:
        counts.setdefault(year, 0)
    return [
        Choice(str(each), str(each), counts[each], each == year) for each in sorted(counts)[::-1]
    ]
