"""Trends drawn on the server: geometry of lines, a target band and labels that are never cut."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tuyen.platform.ui.figures import figure

Point = tuple[dt.date, float]


@dataclass(frozen=True)
class Series:
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    left: int
    right: int
    top: int = 14
    bottom: int = 26
    months: int = 24


WIDE = Size(720, 200, left=40, right=130)
NARROW = Size(360, 170, left=34, right=104, months=12)
LABEL_GAP = 15
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Line:
    css: str
    points: str
    dots: str  # a path of points without length, drawn round
    label: str
    label_y: str


@dataclass(frozen=True)
class Drawing:
    size: Size
    plot_right: int
    label_x: int
    rows: list[tuple[str, str]]  # (y, text)
    columns: list[tuple[str, str]]  # (x, text)
    grid: str  # a path of the lines behind the rows
    lines: list[Line]
    band: tuple[str, str] | None  # (y, height)
    axis_y: int

    @property
    def plot_width(self) -> int:
        return self.plot_right - self.size.left

    @property
    def row_x(self) -> int:
        return self.size.left - 6


def drawing(
    series: Sequence[Series], size: Size, on: dt.date, band: tuple[float, float] | None = None
) -> Drawing | None:
    """The chart of the last months; None when nothing was measured in them."""
    since = on - dt.timedelta(days=size.months * 30)
    seen = [Series(s.label, tuple(p for p in s.points if p[0] >= since)) for s in series]
    seen = [s for s in seen if s.points]
    if not seen:
        return None
    scale = _Scale(seen, size, since, on, band)
    lines = [_line(number, s, scale) for number, s in enumerate(seen)]
    rows = [(_n(scale.y(value)), figure(value)) for value in scale.rows()]
    plot_right = size.width - size.right
    return Drawing(
        size=size,
        plot_right=plot_right,
        label_x=plot_right + 8,
        rows=rows,
        grid="".join(f"M{size.left} {y}H{plot_right}" for y, _text in rows),
        columns=[(_n(scale.x(day)), f"{day:%m/%Y}") for day in scale.columns()],
        lines=_apart(lines),
        band=_band(band, scale),
        axis_y=size.height - 8,
    )


class _Scale:
    def __init__(
        self,
        series: Iterable[Series],
        size: Size,
        since: dt.date,
        until: dt.date,
        band: tuple[float, float] | None,
    ) -> None:
        values = [value for each in series for _, value in each.points] + list(band or ())
        spread = max(values) - min(values) or 1
        self.step = next((s for s in STEPS if spread / s <= 6), STEPS[-1])
        self.low = (min(values) // self.step) * self.step
        self.high = -(-max(values) // self.step) * self.step
        if self.high == self.low:
            self.high += self.step
        days = [day for each in series for day, _ in each.points]
        self.first = max(min(days), since)
        self.days = max((until - self.first).days, 1)
        self.size = size
        self.per_day = (size.width - size.left - size.right) / self.days
        self.per_unit = (size.height - size.top - size.bottom) / (self.high - self.low)

    def x(self, day: dt.date) -> float:
        return self.size.left + (day - self.first).days * self.per_day

    def y(self, value: float) -> float:
        return self.size.top + (self.high - value) * self.per_unit

    def rows(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]

    def columns(self) -> list[dt.date]:
        """Four days at the most, the first and the last among them."""
        parts = 3 if self.size.width > 400 else 2
        parts = min(parts, max(self.days // 31, 1))
        return [self.first + dt.timedelta(days=self.days * n // parts) for n in range(parts + 1)]


def _line(number: int, series: Series, scale: _Scale) -> Line:
    points = sorted(series.points)
    placed = [(_n(scale.x(day)), _n(scale.y(value))) for day, value in points]
    last = points[-1][1]
    return Line(
        css=str(number),
        points=" ".join(f"{x},{y}" for x, y in placed),
        dots="".join(f"M{x} {y}h0" for x, y in placed),
        label=f"{series.label} {figure(last)}",
        label_y=_n(scale.y(last) + 4),
    )


def _apart(lines: list[Line]) -> list[Line]:
    """Labels that would cover each other move apart."""
    placed: list[Line] = []
    last = float("-inf")
    for line in sorted(lines, key=lambda line: float(line.label_y)):
        y = max(float(line.label_y), last + LABEL_GAP)
        last = y
        placed.append(Line(line.css, line.points, line.dots, line.label, _n(y)))
    return placed


def _band(band: tuple[float, float] | None, scale: _Scale) -> tuple[str, str] | None:
    if band is None:
        return None
    top, bottom = scale.y(band[1]), scale.y(band[0])
    return _n(top), _n(bottom - top)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
