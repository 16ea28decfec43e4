"""Counts that vary more than Poisson: variance is `phi` times the mean."""

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules.baseline import Floats


def nb_cdf(count: Floats, mean: Floats, phi: Floats) -> Floats:
    """Chance of `count` or fewer; variance is `phi` × mean, Poisson where `phi` is 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = special.betainc(mean / (phi - 1), count + 1, 1 / phi)
        poisson = special.gammaincc(count + 1, mean)
    below: Floats = np.where(phi > 1, spread, poisson)
    return np.where(count < 0, 0.0, below)


def nb_at_least(count: Floats, mean: Floats, phi: Floats) -> Floats:
    """Chance of `count` or more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = special.betaincc(mean / (phi - 1), count, 1 / phi)
        poisson = special.gammainc(count, mean)
        above = np.where(phi > 1, spread, poisson)
    return np.where(count <= 0, 1.0, above)


def nb_quantile(level: float, mean: Floats, phi: Floats) -> Floats:
    """Smallest count whose chance of it or fewer reaches `level`; NaN where the mean is NaN."""
    z = special.ndtri(level)
    guess = np.floor(np.maximum(0, mean + z * np.sqrt(mean * phi)))
    low, high = np.full_like(guess, -1.0), np.where(np.isnan(mean), 0.0, guess + 1)
    short = nb_cdf(high, mean, phi) < level
    while short.any():
        low = np.where(short, high, low)
        high = np.where(short, 2 * high + 1, high)
        short = nb_cdf(high, mean, phi) < level
    while (open_ := high - low > 1).any():
        middle = np.where(open_, np.floor((low + high) / 2), high)
        enough = nb_cdf(middle, mean, phi) >= level
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return np.where(np.isnan(mean), np.nan, high)
