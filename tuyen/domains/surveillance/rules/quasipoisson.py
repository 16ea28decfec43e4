"""Quasi-Poisson regressions, log link, for thousands of series at once: a season each week, and a trend.

The model of one series is log(mean) = season + slope × time. Written with a mean for each season and
one common slope, its normal equations are an arrow (a diagonal and one border), so that a step is one
product of matrices for all series together. The starting point, the stopping rule and which weights
stand behind the standard errors are those of iteratively reweighted least squares as statisticians
know it from `glm`: thresholds agree with published software to the last digits that it prints.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules.baseline import Baseline, Floats

ENOUGH = 1e-8  # relative change of the deviance
STEPS = 25
START = 0.1
Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


class Design(NamedTuple):
    """`seasons`: (n, levels) of 0 and 1; `time`: (n,); `columns`: what sums are taken with."""

    seasons: Floats
    time: Floats
    here: int
    columns: Floats


class Fit(NamedTuple):
    """Of each series: means of the seasons (log), slope a week, fitted means, and the last step.

    `season`: (series, levels); `slope`: (series,); `mean`, `entered`: (series, n), the latter the
    weights with which the last step was made; `freedom`: observations less parameters.
    """

    season: Floats
    slope: Floats
    mean: Floats
    entered: Floats
    converged: Bools
    freedom: Floats


def design(base: Baseline) -> Design:
    seasons = np.eye(base.levels)[base.level]
    time = base.time
    columns = np.concatenate([seasons, seasons * time[:, None], (time**2)[:, None]], axis=1)
    return Design(seasons, time, base.here, columns)


class Sums(NamedTuple):
    """Weights summed by season, times time, times time squared."""

    plain: Floats
    by_time: Floats
    by_square: Floats


def sums(weights: Floats, plan: Design) -> Sums:
    levels = plan.seasons.shape[1]
    found = weights @ plan.columns
    return Sums(found[:, :levels], found[:, levels : 2 * levels], found[:, -1])


def over(above: Floats, below: Floats) -> Floats:
    """Divided; 0 where nothing stands below (a season without a single report)."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def solved(weights: Sums, right: Sums, *, trend: bool) -> tuple[Floats, Floats]:
    """The step: means of the seasons and slope; the border of the arrow goes first."""
    centre = over(weights.by_time, weights.plain)
    if not trend:
        return over(right.plain, weights.plain), np.zeros(len(right.plain))
    schur = weights.by_square - (weights.by_time * centre).sum(axis=1)
    slope = over(right.by_time.sum(axis=1) - (right.plain * centre).sum(axis=1), schur)
    return over(right.plain, weights.plain) - centre * slope[:, None], slope


class _Fitting:
    """The regressions of a block of series, step by step; those that stand still leave."""

    def __init__(self, counts: Floats, prior: Floats, plan: Design, *, trend: bool) -> None:
        self.counts, self.prior, self.plan, self.trend = counts, prior, plan, trend
        weighted = prior * counts
        self.cases = sums(weighted, plan)
        self.saturated = (special.xlogy(weighted, counts) - weighted).sum(axis=1)
        start = counts + START
        self.deviance = 2 * (
            self.saturated + (prior * start - weighted * np.log(start)).sum(axis=1)
        )
        worked = prior * (start * np.log(start) + counts - start)
        first = solved(sums(prior * start, plan), sums(worked, plan), trend=trend)
        self.season, self.slope = first
        self.before: tuple[Floats, Floats] | None = None

    def means(self, season: Floats, slope: Floats) -> Floats:
        steady: Floats = np.exp(season @ self.plan.seasons.T + slope[:, None] * self.plan.time)
        return steady

    def right(self, weights: Sums, season: Floats, slope: Floats, cases: Sums) -> Sums:
        """Sums of weight times working response, from sums alone."""
        border = slope[:, None]
        plain = season * weights.plain + border * weights.by_time + cases.plain - weights.plain
        by_time = season * weights.by_time + cases.by_time - weights.by_time
        by_time = by_time.sum(axis=1, keepdims=True) + border * weights.by_square[:, None]
        return Sums(plain, by_time, weights.by_square)

    def run(self) -> Fit:
        count = len(self.counts)
        converged = np.zeros(count, dtype=bool)
        before_season, before_slope = self.season.copy(), self.slope.copy()
        at_start = np.ones(count, dtype=bool)
        left = np.arange(count)
        for step in range(STEPS):
            season, slope = self.season[left], self.slope[left]
            weights = sums(self.prior[left] * self.means(season, slope), self.plan)
            cases = Sums(*(each[left] for each in self.cases))
            fitted = (season * cases.plain).sum(axis=1) + slope * cases.by_time.sum(axis=1)
            deviance = 2 * (self.saturated[left] - fitted + weights.plain.sum(axis=1))
            still = np.abs(deviance - self.deviance[left]) < ENOUGH * (np.abs(deviance) + START)
            self.deviance[left] = deviance
            converged[left[still]] = True
            go_on = ~still & np.isfinite(deviance)
            left = left[go_on]
            if not len(left) or step == STEPS - 1:
                break
            before_season[left], before_slope[left] = season[go_on], slope[go_on]
            at_start[left] = False
            weights = Sums(*(each[go_on] for each in weights))
            cases = Sums(*(each[go_on] for each in cases))
            right = self.right(weights, season[go_on], slope[go_on], cases)
            self.season[left], self.slope[left] = solved(weights, right, trend=self.trend)
        entered = self.prior * np.where(
            at_start[:, None], self.counts + START, self.means(before_season, before_slope)
        )
        present = (self.prior > 0).astype(np.float64)
        seasons = (present @ self.plan.seasons > 0).sum(axis=1)
        freedom = present.sum(axis=1) - seasons - int(self.trend)
        mean = self.means(self.season, self.slope)
        return Fit(self.season, self.slope, mean, entered, converged, freedom)


def fit(counts: Floats, prior: Floats, plan: Design, *, trend: bool) -> Fit:
    """`counts`: (series, n), no NaN where `prior` > 0; `prior`: weights, 0 where there is no report."""
    return _Fitting(counts, prior, plan, trend=trend).run()


def dispersion(weights: Floats, counts: Floats, found: Fit) -> Floats:
    """Pearson's: weighted squares of working residuals over the degrees of freedom."""
    residual = (counts - found.mean) / found.mean
    return over((weights * residual**2).sum(axis=1), found.freedom)


class Spread(NamedTuple):
    """What the inverse of the arrow needs, from the weights that entered the last step."""

    plain: Floats
    centre: Floats
    schur: Floats


def spread(found: Fit, plan: Design, *, trend: bool) -> Spread:
    weights = sums(found.entered, plan)
    centre = over(weights.by_time, weights.plain)
    schur = weights.by_square - (weights.by_time * centre).sum(axis=1)
    return Spread(weights.plain, centre, schur if trend else np.full(len(schur), np.inf))


def leverage(found: Fit, plan: Design, about: Spread) -> Floats:
    """Hat values: (series, n)."""
    own = over(np.ones_like(about.plain), about.plain) @ plan.seasons.T
    away = plan.time - about.centre @ plan.seasons.T
    hat: Floats = found.entered * (own + away**2 / about.schur[:, None])
    return hat


def here_variance(plan: Design, about: Spread) -> Floats:
    """Variance of the linear predictor at time 0 in the season of the week asked, per dispersion."""
    here = plan.here
    own: Floats = 1 / about.plain[:, here] + about.centre[:, here] ** 2 / about.schur
    return own
