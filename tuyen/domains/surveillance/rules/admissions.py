"""From foretold cases to people who come to lie in bed, day by day."""

import numpy as np

from tuyen.domains.surveillance.rules.baseline import Floats


def arrivals(quantiles: Floats, levels: Floats, share: float, *, paths: int, seed: int) -> Floats:
    """(paths, days) admissions. `quantiles`: (weeks, levels) of weekly cases, rising; `share`: admitted.

    A path keeps its place in the forecast over all weeks: a season that comes out high stays high, which
    is the cautious way. Cases of a week come evenly over its days; each is admitted or not by chance.
    """
    chance = np.random.default_rng(seed)
    at = chance.random(paths)
    cases = np.stack([np.rint(np.interp(at, levels, week)) for week in quantiles], axis=1)
    admitted = chance.binomial(cases.astype(np.int64), min(1.0, max(0.0, share)))
    days = chance.multinomial(admitted, np.full(7, 1 / 7))
    found: Floats = days.reshape(paths, -1).astype(np.float64)
    return found


def stay_curve(mean_days: float, days: int) -> Floats:
    """Chance of still lying there after 0, 1, 2 … days: leaves by the same chance every day."""
    keep = 1 - 1 / max(1.0, mean_days)
    found: Floats = keep ** np.arange(days, dtype=np.float64)
    return found
