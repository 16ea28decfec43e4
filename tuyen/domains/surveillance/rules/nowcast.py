"""How many cases of the last weeks are still to be told: from how late earlier ones were told.

The reporting triangle holds, for each week of onset, how many cases had become known after 0, 1, 2 …
weeks. Each delay grows the count by a factor that the complete weeks show; the spread of a nowcast is
how far such corrections went wrong before.
"""

from typing import NamedTuple

import numpy as np

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.counts import nb_quantile

LOOKED_BACK = 26  # weeks
FEWEST = 30  # cases behind the factors


class Nowcast(NamedTuple):
    """Per week of onset. `told`: known by now; `mean`, `phi`: of the final count; `complete`: for good."""

    told: Floats
    mean: Floats
    phi: Floats
    complete: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

    def quantile(self, level: float) -> Floats:
        """Of the final count, never under what is told."""
        rest = nb_quantile(level, np.maximum(self.mean - self.told, 1e-9), self.phi)
        return np.where(self.complete, self.told, self.told + rest)


def factors(triangle: Floats) -> Floats | None:
    """Growth of a count from each delay to the next, (delays - 1,); None below 30 cases.

    `triangle`: (weeks, delays) of cases newly told; NaN where the time has not come yet.
    """
    running = np.cumsum(triangle[-LOOKED_BACK:], axis=1)
    grown = []
    for delay in range(1, triangle.shape[1]):
        known = ~np.isnan(running[:, delay])
        grown.append((running[known, delay].sum(), running[known, delay - 1].sum()))
    if np.nansum(triangle[-LOOKED_BACK:]) < FEWEST or any(before <= 0 for _after, before in grown):
        return None
    return np.array([after / before for after, before in grown])


def nowcast(triangle: Floats) -> Nowcast | None:
    """Final counts of all weeks from what is told so far; None where too few cases show the delays."""
    growth = factors(triangle)
    if growth is None:
        return None
    delays = triangle.shape[1]
    age = (~np.isnan(triangle)).sum(axis=1) - 1
    told = np.nansum(triangle, axis=1)
    left = np.append(np.cumprod(growth[::-1])[::-1], 1.0)
    mean = told * left[age]
    phi = _spread(triangle, left)
    return Nowcast(told, mean, phi[age], age >= delays - 1)


def _spread(triangle: Floats, left: Floats) -> Floats:
    """Variance over mean of what was still to come, by delay, from the complete weeks; 1 at least."""
    whole = triangle[-LOOKED_BACK:][~np.isnan(triangle[-LOOKED_BACK:]).any(axis=1)]
    phi = np.ones(triangle.shape[1])
    if len(whole) < 2:
        return phi
    running, final = np.cumsum(whole, axis=1), whole.sum(axis=1)
    for delay in range(triangle.shape[1] - 1):
        rest = running[:, delay] * (left[delay] - 1)
        error = (final - running[:, delay] - rest) ** 2
        if rest.sum() > 0:
            phi[delay] = max(1.0, error.sum() / rest.sum())
    return phi
