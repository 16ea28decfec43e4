"""A forecast as a fan of 50 % and 90 %, the flat line beside it; and beds against what there is of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.domains.surveillance.charts.frame import (
    INK,
    NARROW,
    WIDE,
    Chart,
    Key,
    Plot,
    Size,
    band,
    legend,
    line,
    n,
    names_below,
    plot_in,
    scale,
    svg,
    text,
)
from tuyen.domains.surveillance.charts.table import Cell, Table, known
from tuyen.domains.surveillance.rules.baseline import Floats

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
NINE, HALF, MIDDLE, FLAT, FULL = "#cfe3f1", "#7db3d8", "#0b3c5d", "#8a4b08", "#9b1c15"


@dataclass(frozen=True)
class Ahead:
    """told: (weeks,) counts so far, NaN = no report; more: (weeks,) still expected, on which the fan stands.

    fan, flat: (horizons, 5) at `LEVELS`.
    """

    names: Sequence[str]
    told: Floats
    more: Floats
    fan: Floats
    flat: Floats


@dataclass(frozen=True)
class Words:
    title: str
    said: str
    week: str
    told: str
    more: str
    nine: str
    half: str
    middle: str
    flat: str
    levels: Sequence[str]


def fan(ahead: Ahead, words: Words) -> Chart:
    return Chart(_fan(ahead, words, WIDE), _fan(ahead, words, NARROW), _fan_table(ahead, words))


def _fan(ahead: Ahead, words: Words, size: Size) -> str:
    keys = [
        Key(words.told, MIDDLE),
        *([Key(words.more, "none")] if np.nansum(ahead.more) else []),
        Key(words.nine, NINE),
        Key(words.half, HALF),
        Key(words.middle, MIDDLE, "line"),
        Key(words.flat, FLAT, "dash"),
    ]
    drawn, end = legend(keys, size.width)
    flat, reached = ahead.flat[:, [0, -1]], ahead.told + np.nan_to_num(ahead.more)
    high = max(float(np.nanmax(each, initial=0)) for each in (reached, ahead.fan, flat))
    plot = plot_in(size, end, len(ahead.names), high * 1.05)
    parts = [*drawn, *scale(plot), *_bars(ahead, plot), *_spread(ahead, plot)]
    parts += _beside(ahead, plot) + names_below(plot, ahead.names)
    return svg(size, plot.foot + 24, "fan", words.title, words.said, parts)


def _bars(ahead: Ahead, plot: Plot) -> list[str]:
    """What is told, filled; what is still expected, open."""
    told = open_ = ""
    wide = n(plot.step * 0.8)
    for at, (count, more) in enumerate(zip(ahead.told, np.nan_to_num(ahead.more), strict=True)):
        x, foot = n(plot.x(at + 0.1)), n(plot.y(float(np.nan_to_num(count))))
        if count > 0:
            told += f"M{x} {foot}h{wide}V{n(plot.foot)}h-{wide}z"
        if more > 0:
            open_ += f"M{x} {n(plot.y(float(np.nan_to_num(count) + more)))}h{wide}V{foot}h-{wide}z"
    dashed = f'fill="none" stroke="{INK}" stroke-dasharray="3 2"'
    return [f'<path d="{told}" fill="{MIDDLE}"/>', f'<path d="{open_}" {dashed}/>']


def _spread(ahead: Ahead, plot: Plot) -> list[str]:
    """Bands from the end of what is told."""
    first = len(ahead.told)
    lines = []
    for level in range(5):
        points = [
            (plot.x(first + at + 0.5), plot.y(float(row[level])))
            for at, row in enumerate(ahead.fan)
        ]
        lines.append([(plot.x(first), points[0][1]), *points, (plot.right, points[-1][1])])
    return [
        band(lines[4], lines[0], NINE),
        band(lines[3], lines[1], HALF),
        line(lines[2], MIDDLE, wide=2.5),
    ]


def _beside(ahead: Ahead, plot: Plot) -> list[str]:
    """The flat line: its middle, and how far it reaches at either side of every week."""
    first = len(ahead.told)
    path = ""
    for at, row in enumerate(ahead.flat):
        x = plot.x(first + at + 0.82)
        low, high = plot.y(float(row[0])), plot.y(float(row[-1]))
        path += f"M{n(x)} {n(low)}V{n(high)}M{n(x - 3)} {n(low)}h6M{n(x - 3)} {n(high)}h6"
    level = plot.y(float(ahead.flat[0][2]))
    return [
        f'<path d="{path}" fill="none" stroke="{FLAT}" stroke-width="1.5"/>',
        line([(plot.x(first), level), (plot.right, level)], FLAT, dash="5 3"),
    ]


def _fan_table(ahead: Ahead, words: Words) -> Table:
    heads = [words.week, words.told, *words.levels, *(f"{words.flat}: {x}" for x in words.levels)]
    rows: list[list[Cell]] = []
    for at, name in enumerate(ahead.names):
        later = at - len(ahead.told)
        if later < 0:
            rows.append([name, known(float(ahead.told[at])), *[None] * 10])
        else:
            figures = [*ahead.fan[later], *ahead.flat[later]]
            rows.append([name, None, *(known(float(each)) for each in figures)])
    return Table(heads, rows)


@dataclass(frozen=True)
class Days:
    """quantiles: (days, 5) at `LEVELS` of beds taken; over: (days,) chance of more than `beds`."""

    names: Sequence[str]
    quantiles: Floats
    over: Floats
    beds: int
    first_over: int | None


@dataclass(frozen=True)
class BedWords:
    title: str
    said: str
    day: str
    nine: str
    half: str
    middle: str
    beds: str
    over: str
    first: str
    levels: Sequence[str]


def bed_fan(days: Days, words: BedWords) -> Chart:
    heads = [words.day, *words.levels, words.over]
    rows = [
        [name, *(known(float(each)) for each in row), known(round(100 * float(over), 1))]
        for name, row, over in zip(days.names, days.quantiles, days.over, strict=True)
    ]
    return Chart(_beds(days, words, WIDE), _beds(days, words, NARROW), Table(heads, rows))


def _beds(days: Days, words: BedWords, size: Size) -> str:
    keys = [
        Key(words.nine, NINE),
        Key(words.half, HALF),
        Key(words.middle, MIDDLE, "line"),
        Key(words.beds, FULL, "dash"),
    ]
    drawn, end = legend(keys, size.width)
    high = max(float(days.quantiles.max(initial=0)), float(days.beds)) * 1.08
    plot = plot_in(size, end, len(days.names), high)
    lines = [
        [(plot.x(at + 0.5), plot.y(float(row[level]))) for at, row in enumerate(days.quantiles)]
        for level in range(5)
    ]
    parts = [*drawn, *scale(plot), band(lines[4], lines[0], NINE), band(lines[3], lines[1], HALF)]
    parts.append(line(lines[2], MIDDLE, wide=2.5))
    top = plot.y(days.beds)
    parts.append(line([(plot.left, top), (plot.right, top)], FULL, dash="6 4"))
    parts += _first_over(days, words, plot) + names_below(plot, days.names)
    return svg(size, plot.foot + 24, "beds", words.title, words.said, parts)


def _first_over(days: Days, words: BedWords, plot: Plot) -> list[str]:
    if days.first_over is None:
        return []
    x = plot.x(days.first_over + 0.5)
    is_late = x > plot.left + plot.width / 2
    anchor, away = ("end", -5) if is_late else ("start", 5)
    return [
        line([(x, plot.top), (x, plot.foot)], INK, wide=1.5, dash="2 3"),
        text(x + away, plot.top + 12, words.first, anchor=anchor, more=' font-weight="600"'),
    ]
