"""Cases by age and sex, men to the left, women to the right, shaded by doses had."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.domains.surveillance.charts.frame import (
    GRID,
    LETTER,
    NARROW,
    WIDE,
    Chart,
    Key,
    Size,
    box,
    legend,
    n,
    nice_top,
    svg,
    text,
)
from tuyen.domains.surveillance.charts.table import Table, figure, known
from tuyen.domains.surveillance.rules.baseline import Floats

COLOURS = ("#b3261e", "#e08a00", "#2f7fb5", "#c9ced3")  # none, one, two and more, nobody knows
ROW = 24


@dataclass(frozen=True)
class Ages:
    """counts: (2, bands, statuses); the first sex stands at the left."""

    bands: Sequence[str]
    statuses: Sequence[str]
    sexes: tuple[str, str]
    counts: Floats


@dataclass(frozen=True)
class Words:
    title: str
    said: str
    age: str


def pyramid(ages: Ages, words: Words) -> Chart:
    heads = [words.age, *(f"{sex}: {each}" for sex in ages.sexes for each in ages.statuses)]
    rows = [
        [name, *(known(float(each)) for sex in (0, 1) for each in ages.counts[sex, at])]
        for at, name in enumerate(ages.bands)
    ]
    return Chart(_drawn(ages, words, WIDE), _drawn(ages, words, NARROW), Table(heads, rows))


def _drawn(ages: Ages, words: Words, size: Size) -> str:
    drawn, top = legend(
        [Key(a, b) for a, b in zip(ages.statuses, COLOURS, strict=True)], size.width
    )
    gutter = 16 + LETTER * max(len(each) for each in ages.bands)
    half = (size.width - gutter) / 2 - 34
    most = nice_top(float(np.max(ages.counts.sum(axis=2), initial=1)))
    left, right = 34 + half, 34 + half + gutter
    foot = top + 24 + ROW * len(ages.bands)
    parts = [*drawn, *_scales(left, right, half, top + 22, foot, most)]
    parts.append(text(left, top + 14, ages.sexes[0], anchor="end", more=' font-weight="600"'))
    parts.append(text(right, top + 14, ages.sexes[1], more=' font-weight="600"'))
    for at, name in enumerate(reversed(ages.bands)):
        row, y = len(ages.bands) - 1 - at, top + 24 + at * ROW
        parts.append(text((left + right) / 2, y + 16, name, anchor="middle"))
        parts += _side(ages.counts[0, row], left, y, -half / most)
        parts += _side(ages.counts[1, row], right, y, half / most)
    return svg(size, foot + 24, "ages", words.title, words.said, parts)


def _scales(
    left: float, right: float, half: float, top: float, foot: float, most: float
) -> list[str]:
    parts = []
    for share in (0, 0.5, 1):
        for x in (left - half * share, right + half * share):
            parts.append(f'<path d="M{n(x)} {n(top)}V{n(foot)}" stroke="{GRID}"/>')
            parts.append(text(x, foot + 15, figure(most * share), anchor="middle"))
    return parts


def _side(counts: Floats, start: float, y: float, scale: float) -> list[str]:
    """Bars outwards from the middle, and their sum at the end."""
    parts, reached = [], start
    for count, colour in zip(counts, COLOURS, strict=True):
        if count:
            wide = float(count) * scale
            parts.append(box(min(reached, reached + wide), y + 3, abs(wide), ROW - 6, colour))
            reached += wide
    if counts.sum():
        anchor, away = ("end", -4) if scale < 0 else ("start", 4)
        parts.append(text(reached + away, y + 16, figure(float(counts.sum())), anchor=anchor))
    return parts
