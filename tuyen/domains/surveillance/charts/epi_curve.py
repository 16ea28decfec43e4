"""Cases by week of onset, stacked by class, with the threshold, alarms and what is not complete yet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.domains.surveillance.charts.frame import (
    INK,
    MISSING,
    NARROW,
    WIDE,
    Chart,
    Key,
    Plot,
    Size,
    box,
    hatch,
    legend,
    n,
    names_below,
    plot_in,
    scale,
    svg,
)
from tuyen.domains.surveillance.charts.table import Cell, Table, figure, known
from tuyen.domains.surveillance.rules.baseline import Floats

# from the foot upwards: dark to light, so that grey paper tells them apart too
COLOURS = ("#0b3c5d", "#2f7fb5", "#e08a00", "#9ccbe5", "#f3d48b", "#c9b8d8")
THRESHOLD, ALARM = "#9b1c15", "#b3261e"


@dataclass(frozen=True)
class Weeks:
    """counts: (classes, weeks), NaN where no report came, which is never a zero.

    more: (weeks,) cases still expected; NaN where it cannot be said. threshold: (weeks,), NaN: none.
    """

    names: Sequence[str]
    classes: Sequence[str]
    counts: Floats
    more: Floats
    is_incomplete: Sequence[bool]
    threshold: Floats
    alarms: Sequence[bool]

    @property
    def total(self) -> Floats:
        found: Floats = self.counts.sum(axis=0)
        return found


@dataclass(frozen=True)
class Words:
    """What stands on the drawing and at the head of the table."""

    title: str
    said: str
    week: str
    total: str
    expected: str
    threshold: str
    alarm: str
    incomplete: str
    missing: str


def epi_curve(weeks: Weeks, words: Words) -> Chart:
    return Chart(_drawn(weeks, words, WIDE), _drawn(weeks, words, NARROW), _table(weeks, words))


def _drawn(weeks: Weeks, words: Words, size: Size) -> str:
    pattern = f"curve-{size.key}-hatch"
    keys, end = legend(_keys(weeks, words, pattern), size.width)
    tops = [weeks.total + np.nan_to_num(weeks.more), weeks.threshold]
    high = max((float(np.nanmax(each)) for each in tops if not np.isnan(each).all()), default=0)
    plot = plot_in(size, end, len(weeks.names), high * 1.08)
    parts = [hatch(pattern), *keys, *scale(plot)]
    for at in range(len(weeks.names)):
        parts += _week(weeks, plot, at, pattern)
    parts += [_steps(weeks, plot), _triangles(weeks, plot), *names_below(plot, weeks.names)]
    return svg(size, plot.foot + 24, "curve", words.title, words.said, parts)


def _keys(weeks: Weeks, words: Words, pattern: str) -> list[Key]:
    keys = [
        Key(label, colour)
        for label, colour, row in zip(weeks.classes, COLOURS, weeks.counts, strict=False)
        if np.nansum(row)
    ]
    if not np.isnan(weeks.threshold).all():
        keys.append(Key(words.threshold, THRESHOLD, "line"))
    if any(weeks.alarms):
        keys.append(Key(words.alarm, ALARM, "triangle"))
    if any(weeks.is_incomplete):
        keys.append(Key(words.incomplete, f"url(#{pattern})"))
    if np.isnan(weeks.total).any():
        keys.append(Key(words.missing, MISSING))
    return keys


def _week(weeks: Weeks, plot: Plot, at: int, pattern: str) -> list[str]:
    x, wide = plot.x(at) + plot.step * 0.08, plot.step * 0.84
    total = weeks.total[at]
    if np.isnan(total):
        return [box(plot.x(at), plot.top, plot.step, plot.height, MISSING)]
    parts, foot = [f"<g><title>{weeks.names[at]}: {figure(total)}</title>"], 0.0
    for colour, count in zip(COLOURS, weeks.counts[:, at], strict=False):
        if count:
            high = plot.y(foot) - plot.y(foot + count)
            parts.append(box(x, plot.y(foot + count), wide, high, colour))
            foot += float(count)
    if weeks.is_incomplete[at]:
        parts += _unfinished(plot, x, wide, foot, float(np.nan_to_num(weeks.more[at])), pattern)
    return [*parts, "</g>"] if len(parts) > 1 else []


def _unfinished(
    plot: Plot, x: float, wide: float, told: float, more: float, pattern: str
) -> list[str]:
    """Hatched over what is told, and an open box for what is still expected."""
    high, top = plot.y(0) - plot.y(told), plot.y(told + more)
    parts = []
    if told:
        parts.append(
            f'<rect x="{n(x)}" y="{n(plot.y(told))}" width="{n(wide)}" height="{n(high)}" '
            f'fill="url(#{pattern})" fill-opacity=".45"/>'
        )
    if more > 0:
        parts.append(
            f'<rect x="{n(x)}" y="{n(top)}" width="{n(wide)}" height="{n(plot.y(told) - top)}" '
            f'fill="url(#{pattern})" fill-opacity=".3" stroke="{INK}" stroke-dasharray="3 2"/>'
        )
    return parts


def _steps(weeks: Weeks, plot: Plot) -> str:
    """The threshold of each week as a level line; a gap where there is none."""
    path, before = "", False
    for at, limit in enumerate(weeks.threshold):
        if not np.isnan(limit):
            y = n(plot.y(float(limit)))
            path += f"{'V' + y if before else f'M{n(plot.x(at))} {y}'}H{n(plot.x(at + 1))}"
        before = not np.isnan(limit)
    return f'<path d="{path}" fill="none" stroke="{THRESHOLD}" stroke-width="2"/>' if path else ""


def _triangles(weeks: Weeks, plot: Plot) -> str:
    path = ""
    for at, is_alarm in enumerate(weeks.alarms):
        if is_alarm:
            top = plot.y(float(np.nan_to_num(weeks.total[at] + np.nan_to_num(weeks.more[at])))) - 4
            path += f"M{n(plot.x(at + 0.5) - 5)} {n(max(top, plot.top + 8))}h10l-5 -8z"
    return f'<path d="{path}" fill="{ALARM}"/>' if path else ""


def _table(weeks: Weeks, words: Words) -> Table:
    heads = [words.week, *weeks.classes, words.total, words.expected, words.threshold, words.alarm]
    rows: list[list[Cell]] = []
    for at, name in enumerate(weeks.names):
        total = weeks.total[at]
        note = words.missing if np.isnan(total) else words.alarm if weeks.alarms[at] else ""
        expected = total + weeks.more[at] if weeks.is_incomplete[at] else np.nan
        figures = [*weeks.counts[:, at], total, expected, weeks.threshold[at]]
        rows.append([name, *(known(float(each)) for each in figures), note])
    return Table(heads, rows)
