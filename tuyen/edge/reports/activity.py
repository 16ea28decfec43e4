"""The activity report: classes of facilities, or facilities of a class, by month, quarter or year.

Pure: it is given counts and puts them into a table. No Django here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuyen.edge.reports.periods import By, Period


class Counted(NamedTuple):
    """n visits of one line (a class, or a facility) in one month (year × 100 + month)."""

    line: str
    month: int
    n: int


@dataclass(frozen=True)
class Line:
    """One row: its cells by column, its sum, the sum of the same period a year before.

    A cell is None where a published report hides a small number.
    """

    code: str
    label: str
    cells: tuple[int | None, ...]
    total: int | None
    before: int | None

    @property
    def change_percent(self) -> float | None:
        """None where there was nothing before, or a number is hidden."""
        if not self.before or self.total is None:
            return None
        return (self.total - self.before) / self.before * 100


@dataclass(frozen=True)
class Table:
    """The report as counted: its lines and, last, their sum."""

    period: Period
    columns: tuple[Period, ...]
    lines: tuple[Line, ...]
    sum: Line
    is_published: bool = False


@dataclass(frozen=True)
class Source:
    """Where the numbers come from: said under every report."""

    computed_at: dt.datetime
    reporting: int
    expected: int
    unit_name: str
    labels: Mapping[str, str] = field(default_factory=dict)


def table_of(
    counts: Iterable[Counted], period: Period, by: By, labels: Mapping[str, str], sum_label: str
) -> Table:
    """One line for each label, in their order; counts of other lines are left out."""
    columns = tuple(period.parts(by))
    before = set(period.a_year_before().months)
    place = {month: at for at, column in enumerate(columns) for month in column.months}
    cells = {code: [0] * len(columns) for code in labels}
    earlier = dict.fromkeys(labels, 0)
    for code, month, n in counts:
        if code not in cells:
            continue
        if month in before:
            earlier[code] += n
        elif month in place:
            cells[code][place[month]] += n
    lines = tuple(
        Line(code, label, tuple(cells[code]), sum(cells[code]), earlier[code])
        for code, label in labels.items()
    )
    return Table(period, columns, lines, _sum(lines, sum_label, len(columns)))


def _sum(lines: Sequence[Line], label: str, width: int) -> Line:
    """Zero in every column where there is no line: a class in which nobody was seen."""
    cells = tuple(sum(line.cells[at] or 0 for line in lines) for at in range(width))
    before = sum(line.before or 0 for line in lines)
    return Line("", label, cells, sum(cells), before)


def without_empty_lines(table: Table, keep: str = "") -> Table:
    """Lines with nothing in both periods say nothing; one code may be kept nevertheless."""
    lines = tuple(line for line in table.lines if line.total or line.before or line.code == keep)
    return Table(table.period, table.columns, lines, table.sum, table.is_published)


Spot = tuple[int, int]
Rows = list[list[int | None]]


def published(table: Table, least: int, sum_of: Line | None = None) -> Table:
    """For whoever is outside: numbers below `least` are hidden, and never one alone where the others
    and their sum would give it away; the smallest of the others goes with it.

    sum_of: the line of a published table into whose parts this one goes. What was hidden there stays
    hidden here, or the way down would tell what the way up keeps.
    """
    lines = [*table.lines, table.sum]
    grid: Rows = [[*line.cells, line.total, line.before] for line in lines]
    hidden = {
        (row, at)
        for row, numbers in enumerate(grid)
        for at, n in enumerate(numbers)
        if n is not None and 0 < n < least
    }
    if sum_of is not None:
        above = (*sum_of.cells, sum_of.total, sum_of.before)
        hidden |= {(len(grid) - 1, at) for at, n in enumerate(above) if n is None}
    while more := _exposed(grid, hidden):
        hidden |= more
    *shown, total = [_masked(line, row, hidden) for row, line in enumerate(lines)]
    return Table(table.period, table.columns, tuple(shown), total, is_published=True)


def _masked(line: Line, row: int, hidden: set[Spot]) -> Line:
    numbers = [
        None if (row, at) in hidden else n
        for at, n in enumerate((*line.cells, line.total, line.before))
    ]
    *cells, total, before = numbers
    return Line(line.code, line.label, tuple(cells), total, before)


def _exposed(grid: Rows, hidden: set[Spot]) -> set[Spot]:
    """What must go too: the smallest neighbour of a number hidden alone in a row with its total, or
    in a column with its sum."""
    width = len(grid[0])
    rows = [[(row, at) for at in range(width - 1)] for row in range(len(grid))]
    columns = [[(row, at) for row in range(len(grid))] for at in range(width)]
    more = set()
    for spots in (*rows, *columns):
        if len(set(spots) & hidden) == 1:
            others = [(grid[r][c] or 0, (r, c)) for r, c in spots if (r, c) not in hidden]
            if open_ones := [pair for pair in others if pair[0]]:
                more.add(min(open_ones)[1])
    return more
