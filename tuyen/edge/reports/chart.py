"""Bars of a report as SVG: one group a column, one bar a line. Drawn for a desk and for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tuyen.edge.reports.activity import Line, Table
from tuyen.edge.reports.words import column_label, number

WIDE, NARROW = 960, 380
_COLOURS = (
    "#1f5fa8",
    "#e08a00",
    "#00876c",
    "#b5478f",
    "#58a6d6",
    "#767676",
)  # apart without colour too
_MOST_LINES = len(_COLOURS)
_INK, _GRID = "#33414e", "#d5dce3"


@dataclass(frozen=True)
class Frame:
    """Where the bars stand: left and top edge, width and height, and the number at the top."""

    left: float
    top: float
    width: float
    height: float
    most: float

    def y(self, n: float) -> float:
        return self.top + self.height - n / self.most * self.height


def bars(table: Table, title: str, *, width: int = WIDE) -> SafeString:
    """Empty where there is nothing to draw; of more lines than there are colours only the sum."""
    lines = [line for line in table.lines if line.total]
    if len(lines) > _MOST_LINES:
        lines = [table.sum]
    if not lines:
        return mark_safe("")
    legend = _legend(lines, width)
    most = _round_up(max(n or 0 for line in lines for n in line.cells) or 1)
    frame = Frame(58, 14 + legend.height, width - 66, 210 if width < WIDE else 260, most)
    height = round(frame.top + frame.height + 30)
    font = f'font-family="Be Vietnam Pro, sans-serif" font-size="12" fill="{_INK}"'
    size = f'viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" class="report-chart" {font}>',
        f"<title>{escape(title)}</title>",
        *legend.parts,
        *_grid(frame),
        *_groups(table, lines, frame),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308  every text in it is escaped above


@dataclass(frozen=True)
class _Legend:
    parts: tuple[str, ...]
    height: float


def _legend(lines: Sequence[Line], width: int) -> _Legend:
    parts, x, y = [], 8.0, 16.0
    for at, line in enumerate(lines):
        wide = 24 + 7.2 * len(line.label)
        if x + wide > width and x > 8:
            x, y = 8.0, y + 20
        parts.append(
            f'<rect x="{x:g}" y="{y - 10:g}" width="12" height="12" fill="{_COLOURS[at]}"/>'
            f'<text x="{x + 18:g}" y="{y:g}">{escape(line.label)}</text>'
        )
        x += wide + 12
    return _Legend(tuple(parts), y)


def _grid(frame: Frame) -> list[str]:
    parts = []
    for step in range(5):
        n = frame.most * step / 4
        y = frame.y(n)
        parts.append(
            f'<line x1="{frame.left:g}" x2="{frame.left + frame.width:g}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{_GRID}"/>'
            f'<text x="{frame.left - 6:g}" y="{y + 4:.1f}" text-anchor="end">{number(round(n))}</text>'
        )
    return parts


def _groups(table: Table, lines: Sequence[Line], frame: Frame) -> list[str]:
    step = frame.width / len(table.columns)
    bar = min(step * 0.82 / len(lines), 60)
    is_tight = step < 44
    parts = []
    for at, column in enumerate(table.columns):
        middle = frame.left + step * (at + 0.5)
        x = middle - bar * len(lines) / 2
        for place, line in enumerate(lines):
            parts.append(_bar(line, at, column_label(column), x + bar * place, bar, frame, place))
        label = column_label(column, is_short=is_tight)
        y = frame.top + frame.height + 18
        parts.append(
            f'<text x="{middle:.1f}" y="{y:g}" text-anchor="middle">{escape(label)}</text>'
        )
    return parts


def _bar(line: Line, at: int, when: str, x: float, width: float, frame: Frame, place: int) -> str:
    n = line.cells[at]
    if not n:
        return ""
    y = frame.y(n)
    said = escape(f"{line.label}, {when}: {number(n)}")
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width - 1, 1):.1f}" '
        f'height="{frame.top + frame.height - y:.1f}" fill="{_COLOURS[place]}"><title>{said}</title></rect>'
    )


def _round_up(most: float) -> float:
    """The next round number that can be cut in four."""
    unit: int = 4 * 10 ** max(len(str(int(most))) - 2, 0)
    for step in (0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 25):
        if step * unit >= most and (step * unit) % 4 == 0:
            return step * unit
    return 100.0 * unit
