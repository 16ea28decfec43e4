"""A month of temperatures drawn: what is allowed, what was read, what a logger saw, what nobody read."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from tuyen.domains.vaccine_supply.queries.cold import MonthSeen
from tuyen.platform.ui.figures import figure

INK, PALE, GRID, MISSING = "#17212b", "#55626e", "#dde3e9", "#c9ced4"
ALLOWED, LIMIT, READ, OUT, LOGGED = "#e2f1e6", "#9b1c15", "#0b3c5d", "#b3261e", "#7fa9c9"
FONT = "Be Vietnam Pro, sans-serif"
LETTER = 6.7  # pixels of an average letter at 12 px


@dataclass(frozen=True)
class Words:
    title: str
    said: str
    allowed: str
    read: str
    out: str
    logged: str
    missing: str


@dataclass(frozen=True)
class Sheet:
    """Where figures stand on one size of the drawing."""

    key: str
    width: int
    height: int
    top: float
    low: float
    high: float
    days: int

    left = 34.0

    @property
    def step(self) -> float:
        return (self.width - self.left - 8) / (2 * self.days)

    def x(self, turn: float) -> float:
        return self.left + turn * self.step

    def y(self, celsius: float | Decimal) -> float:
        inside = min(max(float(celsius), self.low), self.high)
        return self.top + (self.high - inside) / (self.high - self.low) * self.height

    @property
    def foot(self) -> float:
        return self.top + self.height


def drawn(month: MonthSeen, words: Words, *, narrow: bool = False) -> str:
    key, width, height = ("n", 360, 190) if narrow else ("w", 760, 230)
    legend, top = _legend(month, words, width)
    low, high = _span(month)
    sheet = Sheet(key, width, height, top, low, high, len(month.days))
    parts = [
        *legend,
        *_frame(month, sheet),
        *_missing(month, sheet),
        *_logged(month, sheet),
        *_read(month, sheet),
        *_days(month, sheet),
    ]
    ids = f"cold-{key}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d" viewBox="0 0 {width} {_n(sheet.foot + 24)}" '
        f'width="{width}" height="{_n(sheet.foot + 24)}" font-family="{FONT}" font-size="12" '
        f'fill="{INK}"><title id="{ids}-t">{escape(words.title)}</title>'
        f'<desc id="{ids}-d">{escape(words.said)}</desc>{"".join(parts)}</svg>'
    )


def _span(month: MonthSeen) -> tuple[float, float]:
    """The allowed band with room around it, and whatever was seen beyond."""
    values = [turn.celsius for turn in month.turns if turn.celsius is not None]
    values += [v for day in month.days for v in (day.low, day.high) if v is not None]
    values += [month.limits.low - 4, month.limits.high + 4]
    return float(min(values)) - 0.5, float(max(values)) + 0.5


def _frame(month: MonthSeen, sheet: Sheet) -> list[str]:
    limits = month.limits
    top, foot = sheet.y(limits.high), sheet.y(limits.low)
    right = sheet.width - 8
    parts = [_box(sheet.left, top, right - sheet.left, foot - top, ALLOWED)]
    marks = [limits.low, limits.high]
    if limits.freeze_at is not None:
        marks.append(limits.freeze_at)
    for mark in marks:
        y = sheet.y(mark)
        parts.append(
            f'<path d="M{_n(sheet.left)} {_n(y)}H{_n(right)}" stroke="{LIMIT}" '
            f'stroke-dasharray="5 3"/>'
        )
        parts.append(_text(sheet.left - 4, y + 4, figure(mark), "end"))
    parts.append(
        f'<path d="M{_n(sheet.left)} {_n(sheet.foot)}H{_n(right)}" stroke="{PALE}" stroke-width=".8"/>'
    )
    return parts


def _missing(month: MonthSeen, sheet: Sheet) -> list[str]:
    return [
        _box(sheet.x(at), sheet.top, sheet.step, sheet.height, MISSING)
        for at, turn in enumerate(month.turns)
        if turn.is_missing
    ]


def _logged(month: MonthSeen, sheet: Sheet) -> list[str]:
    """From the lowest to the highest of a day."""
    parts = []
    for at, day in enumerate(month.days):
        if day.low is not None and day.high is not None:
            x, top = sheet.x(2 * at + 1), sheet.y(day.high)
            parts.append(
                f'<path d="M{_n(x)} {_n(top)}V{_n(sheet.y(day.low) + 0.5)}" stroke="{LOGGED}" '
                f'stroke-width="{_n(max(3, sheet.step * 0.7))}"/>'
            )
    return parts


def _read(month: MonthSeen, sheet: Sheet) -> list[str]:
    """A line from reading to reading, broken where one is missing; a triangle where it was out."""
    parts: list[str] = []
    run: list[str] = []
    marks: list[str] = []
    for at, turn in enumerate(month.turns):
        if turn.celsius is None:
            parts += _line(run)
            run = []
            continue
        x, y = sheet.x(at + 0.5), sheet.y(turn.celsius)
        run.append(f"{_n(x)},{_n(y)}")
        marks.append(
            f'<path d="M{_n(x - 5)} {_n(y + 4)}h10l-5 -9z" fill="{OUT}"/>'
            if turn.side
            else f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.5" fill="{READ}"/>'
        )
    return [*parts, *_line(run), *marks]


def _line(run: Sequence[str]) -> list[str]:
    if len(run) < 2:
        return []
    return [f'<polyline points="{" ".join(run)}" fill="none" stroke="{READ}" stroke-width="1.4"/>']


def _days(month: MonthSeen, sheet: Sheet) -> list[str]:
    every = 5 if sheet.key == "n" else 2
    return [
        _text(sheet.x(2 * at + 1), sheet.foot + 16, str(day.day.day), "middle")
        for at, day in enumerate(month.days)
        if at % every == 0
    ]


def _legend(month: MonthSeen, words: Words, width: int) -> tuple[list[str], float]:
    """What stands on this drawing, no more; and where it ends."""
    seen = [(words.allowed, _box(2, -10, 13, 12, ALLOWED))]
    if any(turn.celsius is not None for turn in month.turns):
        seen.append((words.read, f'<circle cx="9" cy="-4" r="3" fill="{READ}"/>'))
    if any(turn.side for turn in month.turns):
        seen.append((words.out, f'<path d="M3 1h12l-6 -10z" fill="{OUT}"/>'))
    if any(day.low is not None for day in month.days):
        seen.append((words.logged, _box(6, -11, 5, 13, LOGGED)))
    if month.missing:
        seen.append((words.missing, _box(2, -10, 13, 12, MISSING)))
    parts, x, y = [], 4.0, 14.0
    for label, mark in seen:
        wide = 34 + LETTER * len(label)
        if x + wide > width and x > 4:
            x, y = 4.0, y + 18
        parts += [f'<g transform="translate({_n(x)} {_n(y)})">{mark}</g>', _text(x + 22, y, label)]
        x += wide
    return parts, y + 14


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"/>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}"{at}>{escape(words)}</text>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
