"""The activity report put together: scope, counts, classes that held on the day, words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.edge.reports import activity, permissions, queries
from tuyen.edge.reports.activity import Counted, Source, Table
from tuyen.edge.reports.periods import By, Period
from tuyen.registry.facilities import kinds


class Asked(NamedTuple):
    """What the reader wants: a period, its columns, all classes or the facilities of one."""

    period: Period
    by: By = "month"
    class_code: str = ""
    is_published: bool = False


@dataclass(frozen=True)
class Report:
    asked: Asked
    table: Table
    source: Source
    class_label: str = ""

    @property
    def is_empty(self) -> bool:
        return self.table.sum.total == 0 and self.table.sum.before == 0


class Difference(NamedTuple):
    """Where what was kept is not what is counted now."""

    unit_name: str
    month: int
    kept: int
    counted: int


@dataclass(frozen=True)
class Recount:
    """The proof: every unit and month of the period, counted again from the visits."""

    visits: int
    differences: tuple[Difference, ...]


def activity_report(asked: Asked, who: Actor, *, from_visits: bool = False) -> Report:
    """From the kept counts; `from_visits` counts again, which takes about a second a million."""
    permissions.require_see(who)
    units = queries.units_of(who)
    segments = queries.segments_of([asked.period.a_year_before(), asked.period])
    cells = queries.recounted(segments) if from_visits else queries.kept(segments)
    seen = [cell for cell in cells if cell.unit_id in units]
    labels = kinds.activity_labels(asked.period.last_day)
    lines = _lines(asked, seen, units, labels)
    table = activity.table_of(lines.counts, asked.period, asked.by, lines.labels, _("Tổng cộng"))
    table = activity.without_empty_lines(table)
    if asked.is_published:
        table = _published(asked, table, seen)
    return Report(
        asked,
        table,
        _source(asked, who, seen, units, segments[-1].classes),
        labels.get(asked.class_code, ""),
    )


def recount(period: Period, who: Actor) -> Recount:
    """Every cell of the period in the reader's scope, kept against counted."""
    permissions.require_see(who)
    units = queries.units_of(who)
    segments = queries.segments_of([period])
    kept = _by_unit(queries.kept(segments), units)
    counted = _by_unit(queries.recounted(segments), units)
    differences = tuple(
        Difference(units[key[0]].name, key[1], kept.get(key, 0), counted.get(key, 0))
        for key in sorted({*kept, *counted}, key=lambda key: (key[1], key[0].int))
        if kept.get(key, 0) != counted.get(key, 0)
    )
    return Recount(sum(counted.values()), differences)


class _Lines(NamedTuple):
    counts: list[Counted]
    labels: dict[str, str]


def _lines(
    asked: Asked,
    cells: Iterable[queries.Cell],
    units: dict[UUID, queries.Seen],
    labels: dict[str, str],
) -> _Lines:
    if not asked.class_code:
        return _Lines([Counted(c.class_code, c.month, c.n) for c in cells], labels)
    of_class = [cell for cell in cells if cell.class_code == asked.class_code]
    at = {cell.unit_id: units[cell.unit_id].facility_id for cell in of_class}
    counts = [Counted(str(at[cell.unit_id]), cell.month, cell.n) for cell in of_class]
    named = {str(id_): units[id_].name if id_ in units else "" for id_ in at.values()}
    return _Lines(counts, dict(sorted(named.items(), key=lambda pair: _in_order(pair[1]))))


def _in_order(name: str) -> list[Any]:
    """Số 2 before số 10."""
    return [(0, int(word), "") if word.isdecimal() else (1, 0, word) for word in name.split()]


def _by_unit(
    cells: Iterable[queries.Cell], units: dict[UUID, queries.Seen]
) -> dict[tuple[UUID, int], int]:
    """A month that was cut where a class changed is one again."""
    found: dict[tuple[UUID, int], int] = {}
    for unit_id, _class, month, n in cells:
        if unit_id in units and n:
            found[unit_id, month] = found.get((unit_id, month), 0) + n
    return found


def _source(
    asked: Asked,
    who: Actor,
    cells: Iterable[queries.Cell],
    units: dict[UUID, queries.Seen],
    classes: dict[UUID, str],
) -> Source:
    """How many facilities reported in the period, of how many that are in scope (or in the class)."""
    months, code = asked.period.months, asked.class_code
    reporting = {
        units[cell.unit_id].facility_id
        for cell in cells
        if cell.n and cell.month in months and (not code or cell.class_code == code)
    }
    treating = {
        id_ for id_, unit in units.items() if unit.treats and (not code or classes.get(id_) == code)
    }
    return Source(clock.now(), len(reporting), len(treating | reporting), who.unit_name)


def _published(asked: Asked, table: Table, cells: Iterable[queries.Cell]) -> Table:
    """Small numbers hidden; inside a class also what the table of all classes hides of it."""
    least = _least_published(asked.period)
    if not asked.class_code:
        return activity.published(table, least)
    counts = [Counted(c.class_code, c.month, c.n) for c in cells]
    labels = kinds.activity_labels(asked.period.last_day)
    above = activity.table_of(counts, asked.period, asked.by, labels, "")
    above = activity.published(activity.without_empty_lines(above), least)
    of_class = (line for line in above.lines if line.code == asked.class_code)
    return activity.published(table, least, next(of_class, None))


def _least_published(period: Period) -> int:
    return int(rulebook.on("small_counts", period.last_day)["least_published"])
