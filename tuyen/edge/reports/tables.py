"""The report laid out for the page: every number is a link to what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.edge.reports import exports, forms, periods
from tuyen.edge.reports.activity import Line
from tuyen.edge.reports.periods import Period
from tuyen.edge.reports.report import Asked, Report
from tuyen.edge.reports.words import number, percent, period_label


class Cell(NamedTuple):
    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    label: Cell
    cells: Sequence[Cell]
    total: Cell
    before: Cell
    change: str


@dataclass(frozen=True)
class Grid:
    heading: Sequence[str]
    rows: Sequence[Row]
    sum: Row
    back: str


class Choice(NamedTuple):
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filters:
    years: Sequence[Choice]
    parts: Sequence[Choice]
    bys: Sequence[Choice]
    part: str
    class_code: str
    is_published: bool
    query: str


def query_of(
    asked: Asked, period: Period | None = None, class_code: str | None = None
) -> dict[str, str]:
    """The address of a report: only what differs from the usual."""
    period = period or asked.period
    said = {
        "year": str(period.year),
        "part": forms.part_of(period),
        "by": "" if asked.by == "month" else asked.by,
        "class": asked.class_code if class_code is None else class_code,
        "published": "1" if asked.is_published else "",
    }
    return {name: value for name, value in said.items() if value}


def grid_of(report: Report) -> Grid:
    asked = report.asked
    rows = [_row(report, line) for line in report.table.lines]
    back = _address(query_of(asked, class_code="")) if asked.class_code else ""
    return Grid(exports.heading(report), rows, _row(report, report.table.sum), back)


def filters_of(report: Report) -> Filters:
    asked = report.asked
    part = forms.part_of(asked.period)
    return Filters(
        years=[Choice(str(y), str(y), y == asked.period.year) for y in forms.years(asked.period)],
        parts=[Choice(code, _part_label(code), code == part) for code in forms.PARTS],
        bys=[Choice(by, label, by == asked.by) for by, label in _by_labels().items()],
        part=part,
        class_code=asked.class_code,
        is_published=asked.is_published,
        query=urlencode(query_of(asked)),
    )


def year_address(year: int) -> str:
    return _address({"year": str(year)})


def _row(report: Report, line: Line) -> Row:
    asked, columns = report.asked, report.table.columns
    cells = [
        Cell(_shown(n), _behind(asked, line, column) if n else "")
        for n, column in zip(line.cells, columns, strict=True)
    ]
    return Row(
        label=Cell(line.label, _behind(asked, line, asked.period) if line.code else ""),
        cells=cells if len(cells) > 1 else [],
        total=Cell(_shown(line.total), _behind(asked, line, asked.period) if line.total else ""),
        before=Cell(
            _shown(line.before),
            _behind(asked, line, asked.period.a_year_before()) if line.before else "",
        ),
        change=percent(line.change_percent),
    )


def _shown(n: int | None) -> str:
    return _("ẩn") if n is None else number(n)


def _behind(asked: Asked, line: Line, period: Period) -> str:
    """From a class to its facilities, from a facility to its visits; from the sum to the period."""
    if not line.code:
        return _address(query_of(asked, period))
    if not asked.class_code:
        return _address(query_of(asked, period, line.code))
    return f"{reverse('reports:facility', args=[line.code])}?{urlencode(query_of(asked, period))}"


def _address(query: Mapping[str, str]) -> str:
    return f"{reverse('reports:activity')}?{urlencode(query)}"


def _by_labels() -> dict[str, str]:
    return {"month": _("Từng tháng"), "quarter": _("Từng quý"), "year": _("Chỉ số tổng")}


def _part_label(code: str) -> str:
    if not code:
        return _("Cả năm")
    period = periods.read(f"2000-{code}")
    return period_label(period).partition("/")[0]
