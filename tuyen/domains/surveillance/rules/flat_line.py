"""The forecast that every other must beat: the last count goes on, as uncertain as it used to change."""

from collections.abc import Iterator

import numpy as np
from scipy import fft

from tuyen.domains.surveillance.rules.baseline import Floats, Ints
from tuyen.domains.surveillance.rules.scores import LEVELS

NOISE = 1e-10  # of adding up chances
LONGEST = 4_000  # changes larger than this are taken for this: the arithmetic stays small
AT_ONCE = 2_000_000  # chances of all series of one stroke: some 16 MB


def flat_line(counts: Floats, horizons: int, levels: tuple[float, ...] = LEVELS) -> Floats:
    """Quantiles (series, horizons, levels). `counts`: (series, weeks), NaN = no report.

    The changes from week to week of the past, both signs alike, are added up once for each week
    ahead (exactly, not by drawing); what would be below zero is zero. Series whose largest change
    is alike are worked out together.
    """
    steps = np.clip(np.rint(np.diff(counts, axis=1)), -LONGEST, LONGEST)
    reach = np.nan_to_num(np.abs(steps)).max(axis=1, initial=0).astype(np.int64)
    changes = np.empty((len(counts), horizons, len(levels)))
    for rows in _alike(reach, horizons):
        far = int(reach[rows[0]])
        changes[rows] = _changes(_chances(steps[rows], far), far, horizons, np.asarray(levels))
    found: Floats = np.maximum(0, _last(counts)[:, None, None] + changes)
    return found


def _alike(reach: Ints, horizons: int) -> Iterator[Ints]:
    """Rows of one reach, so many that their chances fit into memory."""
    order = np.argsort(reach, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(reach[order])) + 1):
        most = max(1, AT_ONCE // (2 * int(reach[rows[0]]) * horizons + 1)) if len(rows) else 1
        for at in range(0, len(rows), most):
            yield rows[at : at + most]


def _last(counts: Floats) -> Floats:
    """The newest count that was told; NaN where none was."""
    known = ~np.isnan(counts)
    at = counts.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    last: Floats = np.where(known.any(axis=1), counts[np.arange(len(counts)), at], np.nan)
    return last


def _chances(steps: Floats, reach: int) -> Floats:
    """Of each change from -reach to reach in one week, (series, 2 × reach + 1)."""
    width = 2 * reach + 1
    row, week = np.nonzero(~np.isnan(steps))
    change = steps[row, week].astype(np.int64)
    places = np.concatenate([row * width + reach + change, row * width + reach - change])
    seen = np.bincount(places, minlength=len(steps) * width).reshape(len(steps), width)
    seen[~seen.any(axis=1), reach] = 1  # never told twice: as if it never changed
    chances: Floats = seen / seen.sum(axis=1, keepdims=True)
    return chances


def _changes(one: Floats, reach: int, horizons: int, levels: Floats) -> Floats:
    """Quantiles of the changes summed over so many weeks, (series, horizons, levels)."""
    size = fft.next_fast_len(2 * reach * horizons + 1, real=True)
    waves = fft.rfft(one, size, axis=1)
    summed = [
        _mirrored(np.cumsum(fft.irfft(waves**ahead, size, axis=1), axis=1), reach * ahead, levels)
        for ahead in range(1, horizons + 1)
    ]
    found: Floats = np.stack(summed, axis=1)
    return found


def _mirrored(chances: Floats, centre: int, levels: Floats) -> Floats:
    """The middle one is no change at all, both sides mirror. `chances`: cumulative, (series, changes)."""
    number, width = chances.shape
    row = np.arange(number)[:, None]
    tails = np.minimum(levels, 1 - levels)[None, :] - NOISE
    one_after_another = (chances + 2 * row).ravel()  # rising from row to row: searched in one go
    lower = np.searchsorted(one_after_another, tails + 2 * row) - width * row - centre
    found: Floats = np.where(levels == 0.5, 0, np.where(levels < 0.5, lower, -lower))
    return found
