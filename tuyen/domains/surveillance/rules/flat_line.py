"""The forecast that every other must beat: the last count goes on, as uncertain as it used to change."""

import numpy as np
from scipy import fft

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.scores import LEVELS

NOISE = 1e-10  # of adding up chances
LONGEST = 4_000  # changes larger than this are taken for this: the arithmetic stays small


def flat_line(counts: Floats, horizons: int, levels: tuple[float, ...] = LEVELS) -> Floats:
    """Quantiles (series, horizons, levels). `counts`: (series, weeks), NaN = no report.

    The changes from week to week of the past, both signs alike, are added up once for each week
    ahead (exactly, not by drawing); what would be below zero is zero.
    """
    return np.stack([_of_one(each, horizons, np.asarray(levels)) for each in counts])


def _of_one(counts: Floats, horizons: int, levels: Floats) -> Floats:
    seen = counts[~np.isnan(counts)]
    steps = np.diff(counts)
    steps = np.clip(np.rint(steps[~np.isnan(steps)]), -LONGEST, LONGEST).astype(np.int64)
    if not len(seen):
        return np.full((horizons, len(levels)), np.nan)
    reach = int(np.abs(steps).max(initial=0))
    both = np.concatenate([steps, -steps]) + reach
    one = np.bincount(both, minlength=2 * reach + 1) / max(1, len(both))
    size = fft.next_fast_len(2 * reach * horizons + 1, real=True)
    waves = fft.rfft(one, size)
    found = np.empty((horizons, len(levels)))
    for ahead in range(1, horizons + 1):
        chances = fft.irfft(waves**ahead, size) if len(steps) else np.ones(1)
        found[ahead - 1] = seen[-1] + _changes(chances, reach * ahead, levels)
    return np.maximum(0, found)


def _changes(chances: Floats, centre: int, levels: Floats) -> Floats:
    """Quantiles of the summed changes; the middle one is no change at all, both sides mirror."""
    lower = np.searchsorted(np.cumsum(chances), np.minimum(levels, 1 - levels) - NOISE) - centre
    return np.where(levels == 0.5, 0, np.where(levels < 0.5, lower, -lower))
