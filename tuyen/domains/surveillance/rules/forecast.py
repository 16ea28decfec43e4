"""Forecast of sparse counts: one negative binomial model for all communes, a disease and a horizon each.

The mean is a mixture of what this place has now, what it has had over the years, the season of the
year and the state of the region around it; its eight numbers are found by likelihood over all places
together, because no single commune has cases enough to learn from. Nothing later than the week of
origin is looked at.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import optimize, special

from tuyen.domains.surveillance.rules.baseline import Floats, Ints
from tuyen.domains.surveillance.rules.counts import nb_quantile

SMOOTHING = 0.4
GROWTH = (1 / 3, 3.0)
LEAST = 0.1
MOST_PAIRS = 15_000
SEASON_KERNEL = 3  # weeks on both sides that speak for a week of the year
SEASON_PRIOR = 1.0  # years' worth of "no season" with which the season of few years is mixed
FIRST = 8  # weeks before which nothing is known of a place
FEWEST_PAIRS = 200
START = np.array([0.5, -1.0, -1.0, -2.0, -3.0, -3.0, 0.0, 0.3])
BOUNDS = [(-1.0, 2.0), *[(-12.0, 2.0)] * 5, (-5.0, 6.0), (-0.5, 1.5)]


class Past(NamedTuple):
    """What is known at the end of every week, from that week and earlier ones only.

    `now`, `smooth`, `mean`, `growth`: (series, weeks); `region`: (weeks,); `season`: (weeks, length
    of the year), the ratio expected in each week of the year.
    """

    now: Floats
    smooth: Floats
    mean: Floats
    growth: Floats
    region: Floats
    season: Floats


class Model(NamedTuple):
    """The eight numbers of one horizon (see `means`, `sizes`) and how many pairs they were learnt from."""

    numbers: Floats
    horizon: int
    pairs: int


class Forecast(NamedTuple):
    """`mean`, `phi` (variance over mean): (series, horizons)."""

    mean: Floats
    phi: Floats

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """(series, horizons, levels), whole counts, never falling."""
        return np.stack([nb_quantile(each, self.mean, self.phi) for each in levels], axis=-1)


def past(counts: Floats, season_of: Ints, length: int) -> Past:
    """`counts`: (series, weeks), NaN = no report; `season_of`: (weeks,) week of the year from 0."""
    filled, known = np.nan_to_num(counts), (~np.isnan(counts)).astype(np.float64)
    total, number = np.cumsum(filled, axis=1), np.cumsum(known, axis=1)
    region = total.sum(axis=0) / np.maximum(1, number.sum(axis=0))
    mean = (total + region) / (number + 1)
    now, smooth = np.empty_like(filled), np.empty_like(filled)
    for week in range(counts.shape[1]):
        before = smooth[:, week - 1] if week else mean[:, 0]
        seen = known[:, week] > 0
        now[:, week] = np.where(seen, filled[:, week], before)
        smooth[:, week] = np.where(
            seen, SMOOTHING * filled[:, week] + (1 - SMOOTHING) * before, before
        )
    level = smooth.mean(axis=0) / np.maximum(mean.mean(axis=0), 1e-9)
    return Past(
        now, smooth, mean, _growth(now, mean), level, _season(filled, known, season_of, length)
    )


def _growth(now: Floats, mean: Floats) -> Floats:
    """Last two weeks against the two before, held near 1 where there are few cases, within bounds."""
    padded = np.pad(now, ((0, 0), (3, 0)), mode="edge")
    last, before = padded[:, 3:] + padded[:, 2:-1], padded[:, 1:-2] + padded[:, :-3]
    held = 2 * mean + 1
    return np.clip((last + held) / (before + held), *GROWTH)


def _season(filled: Floats, known: Floats, season_of: Ints, length: int) -> Floats:
    """Cases of each week of the year against the average week, of all places, as known week by week."""
    weeks = len(season_of)
    cases, seen = np.zeros((weeks, length)), np.zeros((weeks, length))
    at = np.arange(weeks)
    cases[at, season_of], seen[at, season_of] = filled.sum(axis=0), known.sum(axis=0)
    cases, seen = np.cumsum(cases, axis=0), np.cumsum(seen, axis=0)
    kernel = range(-SEASON_KERNEL, SEASON_KERNEL + 1)
    weigh = [1 - abs(each) / (SEASON_KERNEL + 1) for each in kernel]
    near = sum(w * np.roll(cases, k, axis=1) for k, w in zip(kernel, weigh, strict=True))
    count = sum(w * np.roll(seen, k, axis=1) for k, w in zip(kernel, weigh, strict=True))
    mean = cases.sum(axis=1) / np.maximum(1, seen.sum(axis=1))
    prior = SEASON_PRIOR * len(filled)
    found: Floats = (near + prior * mean[:, None]) / (count + prior)
    found /= np.maximum(mean, 1e-9)[:, None]
    return found


def features(known: Past, origins: Ints, season_ahead: Ints) -> Floats:
    """(6, series, origins): log growth, and the five parts of the mean for one horizon.

    `season_ahead`: (origins,) the week of the year that is foretold.
    """
    mean = known.mean[:, origins]
    season = known.season[origins, season_ahead]
    parts = [
        known.now[:, origins],
        known.smooth[:, origins],
        mean,
        mean * season,
        mean * known.region[origins],
    ]
    return np.stack([np.log(known.growth[:, origins]), *parts])


def means(numbers: Floats, parts: Floats) -> Floats:
    """Mean of the forecast: growth to a power on what is here now, plus the steady parts."""
    weight = np.exp(numbers[1:6])
    mean: Floats = np.exp(numbers[0] * parts[0]) * (weight[0] * parts[1] + weight[1] * parts[2])
    mean += weight[2] * parts[3] + weight[3] * parts[4] + weight[4] * parts[5] + 1e-6
    return mean


def sizes(numbers: Floats, mean: Floats) -> Floats:
    """Size of the negative binomial: the larger, the nearer to Poisson."""
    size: Floats = np.exp(numbers[6]) * (mean + LEAST) ** numbers[7]
    return size


def loss(numbers: Floats, parts: Floats, seen: Floats) -> tuple[float, Floats]:
    """Minus the mean log-likelihood, and its gradient; `parts`: (6, pairs), `seen`: (pairs,)."""
    mean = means(numbers, parts)
    size = sizes(numbers, mean)
    both = size + mean
    likely = special.gammaln(seen + size) - special.gammaln(size) - special.gammaln(seen + 1)
    likely += size * np.log(size / both) + special.xlogy(seen, mean / both)
    by_mean = seen / mean - (seen + size) / both
    by_size = special.digamma(seen + size) - special.digamma(size) + np.log(size / both)
    by_size += 1 - (seen + size) / both
    by_mean += by_size * numbers[7] * size / (mean + LEAST)
    weight = np.exp(numbers[1:6])
    grown = np.exp(numbers[0] * parts[0])
    moving = grown * (weight[0] * parts[1] + weight[1] * parts[2])
    ways = [moving * parts[0], weight[0] * grown * parts[1], weight[1] * grown * parts[2]]
    ways += [weight[each] * parts[each + 1] for each in (2, 3, 4)]
    slope = [(by_mean * way).mean() for way in ways]
    slope += [(by_size * size).mean(), (by_size * size * np.log(mean + LEAST)).mean()]
    return -float(likely.mean()), -np.array(slope)


def fit(
    counts: Floats,
    known: Past,
    season_of: Ints,
    horizon: int,
    *,
    seed: int = 0,
    most: int = MOST_PAIRS,
) -> Model | None:
    """Learns one horizon from every place and every week whose outcome is known; None if too few.

    `counts`: (series, weeks) up to the week of origin and no further. At most `most` pairs of a week
    and its outcome are learnt from, drawn by `seed`.
    """
    origins = np.arange(FIRST, counts.shape[1] - horizon)
    if not len(origins):
        return None
    parts = features(known, origins, season_of[origins + horizon]).reshape(6, -1)
    seen = counts[:, origins + horizon].reshape(-1)
    pairs = np.flatnonzero(~np.isnan(seen))
    if len(pairs) < FEWEST_PAIRS:
        return None
    if len(pairs) > most:
        pairs = np.random.default_rng(seed).choice(pairs, most, replace=False)
    parts, seen = parts[:, pairs], seen[pairs]
    found = optimize.minimize(
        loss, START, args=(parts, seen), jac=True, method="L-BFGS-B", bounds=BOUNDS
    )
    return Model(found.x, horizon, len(pairs))


def forecast(models: Sequence[Model], known: Past, origin: int, season_ahead: Ints) -> Forecast:
    """From the end of week `origin`; `season_ahead`: (horizons,) weeks of the year foretold."""
    at = np.array([origin])
    mean, phi = [], []
    for model in models:
        parts = features(known, at, season_ahead[model.horizon - 1 : model.horizon])[:, :, 0]
        mean.append(means(model.numbers, parts))
        phi.append(1 + mean[-1] / sizes(model.numbers, mean[-1]))
    return Forecast(np.stack(mean, axis=1), np.stack(phi, axis=1))
