"""The chart of temperature and pulse over days, drawn on the server. Geometry only, no Django."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tuyen.core import clock
from tuyen.platform.ui.figures import figure

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 250, 40, 44, 18, 26
DAYS_SHOWN = 10
TEMPERATURE, PULSE = (35.0, 41.0), (40.0, 160.0)
ROWS = 6


@dataclass(frozen=True)
class Point:
    at: dt.datetime
    value: float
    is_odd: bool = False  # outside what is plausible: marked, to be looked at again


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    is_odd: bool
    label: str


@dataclass(frozen=True)
class Trace:
    css: str
    points: str
    dots: list[Dot]


@dataclass(frozen=True)
class Drawing:
    traces: list[Trace]
    rows: list[tuple[str, str, str]]  # y, temperature, pulse
    days: list[tuple[str, str]]  # x, day
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def drawing(
    temperature: Sequence[Point], pulse: Sequence[Point], first: dt.date, last: dt.date
) -> Drawing | None:
    """From the first day shown to the end of the last; None when neither was measured."""
    first = max(first, last - dt.timedelta(days=DAYS_SHOWN - 1))
    since = clock.start_of(first)
    until = clock.start_of(last + dt.timedelta(days=1))
    traces = [
        _trace(css, [point for point in points if since <= point.at < until], span, since, until)
        for css, points, span in (
            ("temperature", temperature, TEMPERATURE),
            ("pulse", pulse, PULSE),
        )
    ]
    if not any(trace.dots for trace in traces):
        return None
    return Drawing(traces, list(_rows()), list(_days(first, last, since, until)))


def _trace(
    css: str,
    points: Sequence[Point],
    span: tuple[float, float],
    since: dt.datetime,
    until: dt.datetime,
) -> Trace:
    dots = [
        Dot(_n(_x(p.at, since, until)), _n(_y(p.value, span)), p.is_odd, figure(p.value))
        for p in sorted(points, key=lambda point: point.at)
    ]
    return Trace(css, " ".join(f"{dot.x},{dot.y}" for dot in dots), dots)


def _x(at: dt.datetime, since: dt.datetime, until: dt.datetime) -> float:
    return LEFT + (at - since) / (until - since) * (WIDTH - LEFT - RIGHT)


def _y(value: float, span: tuple[float, float]) -> float:
    kept = min(max(value, span[0]), span[1])  # beyond the paper it stands at its edge
    return TOP + (span[1] - kept) / (span[1] - span[0]) * (HEIGHT - TOP - BOTTOM)


def _rows() -> Iterable[tuple[str, str, str]]:
    for n in range(ROWS + 1):
        degrees = TEMPERATURE[0] + n * (TEMPERATURE[1] - TEMPERATURE[0]) / ROWS
        beats = PULSE[0] + n * (PULSE[1] - PULSE[0]) / ROWS
        yield _n(_y(degrees, TEMPERATURE)), figure(degrees), figure(beats)


def _days(
    first: dt.date, last: dt.date, since: dt.datetime, until: dt.datetime
) -> Iterable[tuple[str, str]]:
    for n in range((last - first).days + 1):
        day = first + dt.timedelta(days=n)
        yield _n(_x(clock.start_of(day), since, until)), f"{day:%d/%m}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
