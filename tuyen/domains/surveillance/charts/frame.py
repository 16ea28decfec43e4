"""What all charts share: sheet, scales, legend. Looks are attributes, so that paper has them too."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from tuyen.domains.surveillance.charts.table import Table, figure

INK, PALE, GRID, MISSING = "#17212b", "#55626e", "#dde3e9", "#d4d7db"
FONT = "Be Vietnam Pro, sans-serif"
LETTER = 6.7  # pixels of an average letter at 12 px


@dataclass(frozen=True)
class Size:
    """How wide a drawing is and how high the part with the figures; `key` keeps the names in it apart."""

    key: str
    width: int
    plot: int


WIDE, NARROW = Size("w", 760, 230), Size("n", 360, 190)


@dataclass(frozen=True)
class Chart:
    """Two drawings of the same thing and the table that says it in figures."""

    wide: str
    narrow: str
    table: Table


@dataclass(frozen=True)
class Plot:
    """Where figures stand: `columns` places side by side, values from `low` at the foot to `high`."""

    left: float
    top: float
    width: float
    height: float
    columns: int
    high: float
    low: float = 0.0

    @property
    def step(self) -> float:
        return self.width / max(1, self.columns)

    @property
    def foot(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, column: float) -> float:
        """Left edge of a column; half a column more is its middle."""
        return self.left + column * self.step

    def y(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.top + (self.high - inside) / (self.high - self.low) * self.height


@dataclass(frozen=True)
class Key:
    """One entry of the legend. mark: `box`, `line`, `dash` or `triangle`; fill: a colour or a pattern."""

    label: str
    fill: str
    mark: str = "box"


def n(value: float) -> str:
    """A place on the drawing, a tenth of a pixel at most."""
    return f"{value:.1f}".removesuffix(".0")


def svg(size: Size, height: float, name: str, title: str, said: str, parts: Iterable[str]) -> str:
    """`said`: the chart in one or two sentences, for who does not see it."""
    ids = f"{name}-{size.key}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d" viewBox="0 0 {size.width} {n(height)}" '
        f'width="{size.width}" height="{n(height)}" font-family="{FONT}" font-size="12" fill="{INK}">'
        f'<title id="{ids}-t">{escape(title)}</title><desc id="{ids}-d">{escape(said)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def hatch(id_: str, colour: str = INK) -> str:
    """Slanted lines, for what is not complete."""
    return (
        f'<defs><pattern id="{id_}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{colour}" stroke-width="2"/>'
        f"</pattern></defs>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", more: str = "") -> str:
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{n(x)}" y="{n(y)}"{at}{more}>{escape(words)}</text>'


def legend(keys: Sequence[Key], width: float) -> tuple[list[str], float]:
    """Its parts, and where it ends; entries go on in the next line where there is no room."""
    parts, x, y = [], 4.0, 14.0
    for key in keys:
        wide = 34 + LETTER * len(key.label)
        if x + wide > width and x > 4:
            x, y = 4.0, y + 18
        parts += [_mark(key, x, y), text(x + 22, y, key.label)]
        x += wide
    return parts, (y + 8 if keys else 4.0)


def _mark(key: Key, x: float, y: float) -> str:
    if key.mark == "triangle":
        return f'<path d="M{n(x + 3)} {n(y)}h12l-6 -10z" fill="{key.fill}"/>'
    if key.mark == "box":
        return (
            f'<rect x="{n(x + 2)}" y="{n(y - 10)}" width="13" height="12" fill="{key.fill}" '
            f'stroke="{PALE}" stroke-width=".6"/>'
        )
    dash = ' stroke-dasharray="5 3"' if key.mark == "dash" else ""
    return f'<path d="M{n(x)} {n(y - 4)}h18" stroke="{key.fill}" stroke-width="2.5"{dash}/>'


def plot_in(
    size: Size, top: float, columns: int, high: float, *, low: float = 0, height: int = 0
) -> Plot:
    """The plot with room at its left for the figures of its scale."""
    top_mark = nice_top(high)
    left = 14 + 7.2 * max(2, len(figure(top_mark)))
    return Plot(left, top + 8, size.width - left - 8, height or size.plot, columns, top_mark, low)


def nice_top(most: float) -> float:
    """The next number that is easily cut in parts; 4 where there is next to nothing."""
    if not most > 0 or math.isinf(most):
        return 4.0
    unit = 10.0 ** math.floor(math.log10(most))
    for factor in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10):
        if factor * unit >= most:
            return max(4.0, factor * unit) if most > 1 else factor * unit
    return 10 * unit


def scale(plot: Plot, *, places: int = 1) -> list[str]:
    """Four lines across with their figures."""
    parts = []
    for part in range(5):
        value = plot.low + (plot.high - plot.low) * part / 4
        y = plot.y(value)
        parts.append(f'<path d="M{n(plot.left)} {n(y)}H{n(plot.right)}" stroke="{GRID}"/>')
        parts.append(text(plot.left - 5, y + 4, figure(value, places), anchor="end"))
    return parts


def names_below(plot: Plot, names: Sequence[str]) -> list[str]:
    """Names of the columns, as many as have room, the last one always."""
    wide = LETTER * max((len(each) for each in names), default=1) + 10
    every = max(1, math.ceil(wide / plot.step))
    last = len(names) - 1
    parts = []
    for at in range(last % every if last >= 0 else 0, len(names), every):
        x = min(plot.x(at + 0.5), plot.right - LETTER * len(names[at]) / 2 + 8)
        parts.append(text(x, plot.foot + 16, names[at], anchor="middle"))
    return parts


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="{fill}"/>'


def line(
    points: Sequence[tuple[float, float]], colour: str, *, wide: float = 2, dash: str = ""
) -> str:
    if not points:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    placed = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return f'<polyline points="{placed}" fill="none" stroke="{colour}" stroke-width="{n(wide)}"{dashed}/>'


def band(
    upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], fill: str
) -> str:
    """The area between two lines."""
    placed = " ".join(f"{n(x)},{n(y)}" for x, y in [*upper, *reversed(lower)])
    return f'<polygon points="{placed}" fill="{fill}"/>' if placed else ""
