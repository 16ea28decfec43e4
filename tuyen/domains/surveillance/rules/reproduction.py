"""Rt: how many people a case infects, day by day (Cori et al. 2013).

Within a window Rt is taken as constant; with a gamma prior its posterior is a gamma in closed form.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules.baseline import Floats

PRIOR_MEAN, PRIOR_SPREAD = 5.0, 5.0
SHOWN, RELIABLE = 4, 11  # cases in the window: shown with low confidence, reliable
WINDOW = 7


class Reproduction(NamedTuple):
    """Per series and window: the posterior gamma. `first`, `last`: days of the windows, from 0.

    NaN in windows that end before one mean serial interval has passed. `cases`: local ones.
    """

    first: Floats
    last: Floats
    shape: Floats
    scale: Floats
    cases: Floats

    @property
    def mean(self) -> Floats:
        return self.shape * self.scale

    @property
    def spread(self) -> Floats:
        return np.sqrt(self.shape) * self.scale

    def quantile(self, level: float) -> Floats:
        found: Floats = special.gammaincinv(self.shape, level) * self.scale
        return found


def serial_interval(mean: float, spread: float, longest: int) -> Floats:
    """Chance of each lag 0 … `longest` days: a gamma of 1 + days, taken by whole days.

    Raises ValueError when `mean` is not above one day or `spread` not above zero.
    """
    if mean <= 1 or spread <= 0:
        raise ValueError("a serial interval is longer than a day and varies")
    shape, scale = ((mean - 1) / spread) ** 2, spread**2 / (mean - 1)
    days = np.arange(longest + 1, dtype=np.float64)

    def below(at: Floats, more: int) -> Floats:
        found: Floats = special.gammainc(shape + more, np.maximum(at, 0) / scale)
        return found

    plain = days * below(days, 0) + (days - 2) * below(days - 2, 0)
    plain -= 2 * (days - 1) * below(days - 1, 0)
    moment = 2 * below(days - 1, 1) - below(days - 2, 1) - below(days, 1)
    return np.maximum(0, plain + shape * scale * moment)


def infectivity(cases: Floats, interval: Floats) -> Floats:
    """Of every day: earlier cases, each weighed by the chance of infecting after so long."""
    force = np.zeros_like(cases, dtype=np.float64)
    for lag in range(1, min(len(interval), cases.shape[1])):
        force[:, lag:] += interval[lag] * cases[:, :-lag]
    return force


def estimate(
    local: Floats,
    interval: Floats,
    *,
    imported: Floats | None = None,
    window: int = WINDOW,
    step: int = 1,
    prior: tuple[float, float] = (PRIOR_MEAN, PRIOR_SPREAD),
) -> Reproduction:
    """Rt of windows of `window` days, a new one every `step` days. `local`, `imported`: (series, days).

    Whoever is seen on the first day infected nobody before it: those cases count as imported.
    `interval`: see `serial_interval`. Days must be those of onset, the last ones corrected for
    cases that are not told yet.
    """
    imported = np.zeros_like(local) if imported is None else imported.copy()
    local = local.copy()
    imported[:, 0] += local[:, 0]
    local[:, 0] = 0
    first = np.arange(1, local.shape[1] - window + 1, step)
    last = first + window - 1
    force = _windows(infectivity(local + imported, interval), first, last)
    cases = _windows(local, first, last)
    shape0, scale0 = (prior[0] / prior[1]) ** 2, prior[1] ** 2 / prior[0]
    mean_interval = float((np.arange(len(interval)) * interval).sum() / interval.sum())
    known = np.where(last + 1 > mean_interval, 1.0, np.nan)
    return Reproduction(first, last, (shape0 + cases) * known, 1 / (1 / scale0 + force), cases)


def _windows(values: Floats, first: Floats, last: Floats) -> Floats:
    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    found: Floats = running[:, last + 1] - running[:, first]
    return found
