"""Which weeks of the past a week is compared with (Farrington 1996; Noufaily 2013)."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEKS_A_YEAR = 52


class Baseline(NamedTuple):
    """The weeks that speak for one week: their places, their season, their time.

    `weeks`: (n,) places in the series, rising. `level`: (n,) season of each, 0 … levels-1.
    `time`: (n,) weeks before the week asked (negative). `here`: the season of the week asked.
    """

    weeks: Ints
    level: Ints
    time: Floats
    levels: int
    here: int


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def references(week: int, years: int, first: date | None) -> list[int]:
    """The same week of the years before, nearest first; `first` is the Monday of week 0, if dated."""
    if first is None:
        return [week - WEEKS_A_YEAR * back for back in range(1, years + 1)]
    day = date.fromordinal(first.toordinal() + 7 * week)
    days = [years_before(day, back).toordinal() - first.toordinal() for back in range(1, years + 1)]
    return [(each + 3) // 7 for each in days]


def baseline(
    week: int, *, years: int, half: int, periods: int, skipped: int, first: date | None = None
) -> Baseline | None:
    """Weeks of the past that speak for `week`, by season; None when the series is too short.

    `years` back, `half` weeks on both sides of the same week, the weeks between two such windows
    split into `periods` - 1 near-equal blocks; the last `skipped` weeks say nothing, lest an
    outbreak that is starting hides itself.
    """
    label = labels(week, references(week, years, first), half, periods)
    if label is None:
        return None
    label[max(0, week - skipped) :] = -1
    weeks = np.flatnonzero(label >= 0)
    found, level = np.unique(label[weeks], return_inverse=True)
    here = int(np.searchsorted(found, periods - 1))
    time = (weeks - week).astype(np.float64)
    return Baseline(weeks, level.astype(np.int64), time, len(found), here)


def labels(week: int, reference: list[int], half: int, periods: int) -> Ints | None:
    """Season of every week up to `week`, -1 where it does not count; windows are the last season."""
    if reference[-1] - half < 0:
        return None
    label = np.full(week + 1, -1, dtype=np.int64)
    ends = [week, *reference]
    for later, centre in zip(ends, reference, strict=False):
        label[later - half : later + half + 1] = periods - 1
        label[centre - half : centre + half + 1] = periods - 1
        if periods > 1:
            between = np.arange(centre + half + 1, later - half)
            label[between] = blocks(len(between), periods - 1)
    return label


def blocks(length: int, count: int) -> Ints:
    """0 … count-1, near-equal and in order; what is left over goes to the first."""
    size, rest = divmod(length, count)
    return np.repeat(np.arange(count), size + (np.arange(count) < rest))
