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


def published(table: Table, least: int) -> Table:
    """For whoever is outside: numbers below `least` are hidden, and never one alone in a row or column.

    A single hidden number could be found by subtracting the others from their sum; the smallest of the
    others goes with it. Sums stay.
    """
    grid = [[*line.cells] for line in table.lines]
    hidden = {
        (row, at)
        for row, cells in enumerate(grid)
        for at, n in enumerate(cells)
        if n is not None and 0 < n < least
    }
    while more := _exposed(grid, hidden):
        hidden |= more
    lines = tuple(
        Line(
            line.code,
            line.label,
            tuple(None if (row, at) in hidden else n for at, n in enumerate(line.cells)),
            None if line.total is not None and 0 < line.total < least else line.total,
            None if line.before is not None and 0 < line.before < least else line.before,
        )
        for row, line in enumerate(table.lines)
    )
    return Table(table.period, table.columns, lines, table.sum, is_published=True)


def _exposed(grid: list[list[int | None]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """What must go too: the smallest neighbour of a number hidden alone in its row or column."""
    rows = [[(row, at) for at in range(len(cells))] for row, cells in enumerate(grid)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    more = set()
    for cells in (*rows, *columns):
        if len(set(cells) & hidden) == 1 and len(cells) > 1:
            open_cells = [
                (grid[r][c], (r, c)) for r, c in cells if (r, c) not in hidden and grid[r][c]
            ]
            if open_cells:
                more.add(min(open_cells, key=lambda pair: (pair[0] or 0, pair[1]))[1])
    return more
