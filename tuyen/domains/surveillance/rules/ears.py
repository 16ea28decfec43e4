"""EARS C1, C2, C3: is this week higher than the weeks just before? For series of under a year.

Hutwagner et al. 2003. The week is compared with the mean and the standard deviation of a short
baseline; C2 leaves two weeks between. C3 asks whether what C2 exceeded in the last two weeks is by
itself too much, as the published program does: its limit moves with the week's own count.
"""

from typing import Literal, NamedTuple

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules.baseline import Floats

GUARD = 2
CHANCE = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
Kind = Literal["C1", "C2", "C3"]


class Limits(NamedTuple):
    """`threshold`, `expected`: (series, weeks), NaN in the first weeks and where nothing varied."""

    threshold: Floats
    expected: Floats


def limits(counts: Floats, kind: Kind, *, baseline: int = 8, least_spread: float = 0.5) -> Limits:
    """Highest counts that are no alarm, for every week. `counts`: (series, weeks), NaN = no report.

    `least_spread`: the standard deviation is taken for at least this, so that a first case after
    weeks of zeros is not infinitely surprising.
    """
    guard = 0 if kind == "C1" else GUARD
    mean, spread = _before(counts, baseline, guard)
    spread = np.maximum(spread, least_spread)
    z = np.full_like(mean, special.ndtri(1 - CHANCE[kind]))
    if kind == "C3":
        with np.errstate(divide="ignore", invalid="ignore"):
            excess = np.maximum(0, (counts - mean) / spread - 1)
        z -= _shifted(excess, 1) + _shifted(excess, 2)
    centre = counts if kind == "C3" else mean
    return Limits(np.maximum(0, centre + z * spread), mean)


def _before(counts: Floats, length: int, guard: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation of `length` weeks that end `guard` + 1 weeks before each week."""
    mean, spread = np.full_like(counts, np.nan), np.full_like(counts, np.nan)
    if counts.shape[1] <= length + guard:
        return mean, spread
    windows = np.lib.stride_tricks.sliding_window_view(counts, length, axis=1)
    windows = windows[:, : counts.shape[1] - length - guard]
    mean[:, length + guard :] = windows.mean(axis=2)
    spread[:, length + guard :] = windows.std(axis=2, ddof=1)
    return mean, spread


def _shifted(values: Floats, by: int) -> Floats:
    moved = np.full_like(values, np.nan)
    moved[:, by:] = values[:, :-by]
    return moved
