"""How good a forecast was: weighted interval score, calibration (Bracher et al. 2021; Czado et al. 2009)."""

from typing import NamedTuple

import numpy as np

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.counts import nb_cdf

LEVELS = (
    *(0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5),
    *(0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99),
)
MIDDLE = LEVELS.index(0.5)


class Score(NamedTuple):
    """Weighted interval score and what it is made of: too wide, too high, too low."""

    total: Floats
    width: Floats
    over: Floats
    under: Floats


def interval_score(quantiles: Floats, observed: Floats) -> Score:
    """`quantiles`: (…, 23) at `LEVELS`, rising; `observed`: (…). Same unit as the counts; 0 is perfect."""
    low, high = quantiles[..., :MIDDLE], quantiles[..., :MIDDLE:-1]
    middle, seen = quantiles[..., MIDDLE], observed[..., None]
    alpha = 2 * np.asarray(LEVELS[:MIDDLE])
    share = MIDDLE + 0.5
    width = (alpha / 2 * (high - low)).sum(axis=-1) / share
    over = np.maximum(low - seen, 0).sum(axis=-1) + 0.5 * np.maximum(middle - observed, 0)
    under = np.maximum(seen - high, 0).sum(axis=-1) + 0.5 * np.maximum(observed - middle, 0)
    return Score(width + (over + under) / share, width, over / share, under / share)


def randomised_pit(mean: Floats, phi: Floats, observed: Floats, *, seed: int) -> Floats:
    """Where the count fell in its forecast, 0 … 1; uniform for a calibrated one, also with many zeros."""
    below, at = nb_cdf(observed - 1, mean, phi), nb_cdf(observed, mean, phi)
    chance = np.random.default_rng(seed).random(np.shape(observed))
    found: Floats = below + chance * (at - below)
    return found


def coverage(pit: Floats, share: float) -> float:
    """Part of the counts inside the central interval of `share`; NaN are left out."""
    inside = np.abs(pit[~np.isnan(pit)] - 0.5) <= share / 2
    return float(inside.mean())
