"""Communes by weeks as a strip of shades; grey where no report came."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.domains.surveillance.charts.frame import (
    LETTER,
    MISSING,
    NARROW,
    WIDE,
    Chart,
    Key,
    Plot,
    Size,
    box,
    legend,
    n,
    names_below,
    svg,
    text,
)
from tuyen.domains.surveillance.charts.table import Table, figure, known
from tuyen.domains.surveillance.rules.baseline import Floats

SHADES = ("#d3e6f1", "#9cc6de", "#5c9fc4", "#23749f", "#0b3c5d")
ROW = 16
MOST_ROWS = 45  # the rest is in the table


@dataclass(frozen=True)
class Strips:
    """counts: (places, weeks), NaN = no report; the places as they should stand, from the top."""

    places: Sequence[str]
    weeks: Sequence[str]
    counts: Floats


@dataclass(frozen=True)
class Words:
    title: str
    said: str
    place: str
    missing: str
    zero: str


def heat_strip(strips: Strips, words: Words) -> Chart:
    rows = [
        [place, *(known(float(each)) for each in strips.counts[at])]
        for at, place in enumerate(strips.places)
    ]
    table = Table([words.place, *strips.weeks], rows)
    return Chart(_drawn(strips, words, WIDE, 26), _drawn(strips, words, NARROW, 15), table)


def limits_of(counts: Floats) -> list[float]:
    """Upper ends of the shades: whole numbers that grow about evenly by factor; at most five."""
    most = float(np.nanmax(counts, initial=0))
    if most < 1:
        return []
    ends = {float(round(most ** (part / 5))) for part in range(1, 6)}
    return sorted(each for each in ends if each >= 1)


def _drawn(strips: Strips, words: Words, size: Size, letters: int) -> str:
    """Phones show the newer half of the weeks."""
    weeks = len(strips.weeks) if size is WIDE else min(len(strips.weeks), 13)
    counts, places = strips.counts[:MOST_ROWS, -weeks:], strips.places[:MOST_ROWS]
    limits = limits_of(strips.counts)
    drawn, top = legend(_keys(limits, words, bool(np.isnan(counts).any())), size.width)
    left = 10 + LETTER * min(letters, max((len(each) for each in places), default=1))
    plot = Plot(left, top + 6, size.width - left - 8, ROW * max(1, len(places)), weeks, 1)
    parts = [*drawn, box(plot.left, plot.top, plot.width, plot.height, "#f4f6f7")]
    for at, name in enumerate(places):
        short = name if len(name) <= letters else f"{name[: letters - 1]}…"
        parts.append(text(plot.left - 5, plot.top + ROW * at + 12, short, anchor="end"))
    parts += _cells(counts, limits, plot) + names_below(plot, list(strips.weeks)[-weeks:])
    return svg(size, plot.foot + 24, "heat", words.title, words.said, parts)


def _keys(limits: Sequence[float], words: Words, is_missing: bool) -> list[Key]:
    keys, low = [Key(words.zero, "#f4f6f7")], 1.0
    for limit, colour in zip(limits, SHADES[-len(limits) :] if limits else [], strict=True):
        span = figure(limit) if limit == low else f"{figure(low)}–{figure(limit)}"
        keys.append(Key(span, colour))
        low = limit + 1
    return [*keys, Key(words.missing, MISSING)] if is_missing else keys


def _cells(counts: Floats, limits: Sequence[float], plot: Plot) -> list[str]:
    """One path a shade: a province of cells stays small."""
    paths = dict.fromkeys([MISSING, *SHADES], "")
    for row, column in np.argwhere(np.isnan(counts) | (counts > 0)):
        count = counts[row, column]
        if np.isnan(count):
            colour = MISSING
        else:
            colour = SHADES[len(SHADES) - len(limits) + int(np.searchsorted(limits, count))]
        wide = n(plot.step - 1)
        at = f"M{n(plot.x(float(column)))} {n(plot.top + ROW * row)}"
        paths[colour] += f"{at}h{wide}v{ROW - 1}h-{wide}z"
    return [f'<path d="{path}" fill="{colour}"/>' for colour, path in paths.items() if path]
