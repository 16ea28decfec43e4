"""Rt by day with its 90 % ribbon, the line at 1, and how far each stretch can be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.domains.surveillance.charts.frame import (
    NARROW,
    WIDE,
    Chart,
    Key,
    Plot,
    Size,
    band,
    legend,
    line,
    names_below,
    plot_in,
    scale,
    svg,
)
from tuyen.domains.surveillance.charts.table import Table, known
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.reproduction import RELIABLE, SHOWN

SURE, UNSURE, MIDDLE, ONE = "#9fc5e3", "#e7dcc3", "#0b3c5d", "#9b1c15"
HIGHEST = 8.0  # beyond it the drawing is cut, the table is not


@dataclass(frozen=True)
class Windows:
    """low, middle, high: (windows,) of Rt at 5, 50, 95 %; cases: in each window."""

    names: Sequence[str]
    low: Floats
    middle: Floats
    high: Floats
    cases: Floats


@dataclass(frozen=True)
class Words:
    title: str
    said: str
    day: str
    middle: str
    low: str
    high: str
    cases: str
    sure: str
    unsure: str
    hidden: str
    confidence: str
    one: str


def confidence(cases: float) -> str:
    """`sure`, `unsure`, or `hidden` for too few cases in the window."""
    return "sure" if cases >= RELIABLE else "unsure" if cases >= SHOWN else "hidden"


def ribbon(windows: Windows, words: Words) -> Chart:
    said = {"sure": words.sure, "unsure": words.unsure, "hidden": words.hidden}
    heads = [words.day, words.middle, words.low, words.high, words.cases, words.confidence]
    rows = []
    for at, name in enumerate(windows.names):
        how = _how(windows, at)
        figures = (windows.middle[at], windows.low[at], windows.high[at])
        shown = [None if how == "hidden" else known(float(each)) for each in figures]
        rows.append([name, *shown, known(float(windows.cases[at])), said[how]])
    return Chart(_drawn(windows, words, WIDE), _drawn(windows, words, NARROW), Table(heads, rows))


def _how(windows: Windows, at: int) -> str:
    return "hidden" if np.isnan(windows.middle[at]) else confidence(float(windows.cases[at]))


def shown_of(windows: Windows) -> list[int]:
    """Windows with cases enough to be shown."""
    return [at for at in range(len(windows.names)) if _how(windows, at) != "hidden"]


def _drawn(windows: Windows, words: Words, size: Size) -> str:
    keys = [
        Key(words.sure, SURE),
        Key(words.unsure, UNSURE),
        Key(words.middle, MIDDLE, "line"),
        Key(words.one, ONE, "dash"),
    ]
    drawn, end = legend(keys, size.width)
    shown = shown_of(windows)
    most = max((float(windows.high[at]) for at in shown), default=2.0)
    plot = plot_in(size, end, len(windows.names), min(max(most, 2.0), HIGHEST))
    parts = [*drawn, *scale(plot, places=2)]
    for stretch in _stretches(windows, shown):
        parts += _piece(windows, plot, stretch)
    parts.append(line([(plot.left, plot.y(1)), (plot.right, plot.y(1))], ONE, dash="6 4"))
    parts += names_below(plot, windows.names)
    return svg(size, plot.foot + 24, "rt", words.title, words.said, parts)


def _stretches(windows: Windows, shown: Sequence[int]) -> list[list[int]]:
    """Neighbouring windows of one class; each reaches to the first window of the next, without a gap."""
    found: list[list[int]] = []
    for at in shown:
        if found and found[-1][-1] == at - 1:
            if _how(windows, found[-1][0]) == _how(windows, at):
                found[-1].append(at)
                continue
            found[-1].append(at)
        found.append([at])
    return found


def _piece(windows: Windows, plot: Plot, stretch: Sequence[int]) -> list[str]:
    places = [plot.x(at + 0.5) for at in stretch]
    if len(places) == 1:
        places, stretch = [places[0] - plot.step / 2, places[0] + plot.step / 2], [*stretch] * 2
    lines = [
        [(x, plot.y(float(row[at]))) for x, at in zip(places, stretch, strict=True)]
        for row in (windows.high, windows.low, windows.middle)
    ]
    fill = SURE if _how(windows, stretch[0]) == "sure" else UNSURE
    return [band(lines[0], lines[1], fill), line(lines[2], MIDDLE, wide=2.5)]
