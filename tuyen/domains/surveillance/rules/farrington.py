"""Farrington Flexible: is this week's count higher than the same weeks of earlier years allow?

Farrington et al. 1996; Noufaily et al. 2013 (reweighting at 2.58, ten seasons, negative binomial
threshold). Written from the papers and from design notes; checked against published outputs.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules import quasipoisson as model
from tuyen.domains.surveillance.rules.baseline import Baseline, Floats, baseline
from tuyen.domains.surveillance.rules.counts import nb_at_least, nb_quantile
from tuyen.domains.surveillance.rules.quasipoisson import Bools, Design, Fit

BLOCK = 256  # series fitted together: their arrays stay in the processor's cache
YEARS_FOR_A_TREND = 3


@dataclass(frozen=True, slots=True)
class Method:
    """How a threshold is made. The defaults are those for series of three years and more.

    `alpha`: chance of a false alarm aimed at, one-sided. `trend_p`: a trend is kept below this
    p-value; 1 keeps it always. `enough`: no threshold below so many cases in so many last weeks.
    `threshold`: negative binomial with the mean as known (`nb`), with the upper mean (`muan`), or
    normal on a power of the count (`delta`).
    """

    years: int = 5
    half_window: int = 3
    periods: int = 10
    skipped: int = 26
    reweighted: bool = True
    residual: float = 2.58
    alpha: float = 0.01
    trend: bool = True
    trend_p: float = 1.0
    enough: tuple[int, int] = (5, 4)
    threshold: Literal["nb", "muan", "delta"] = "nb"
    power: float = 2 / 3


class Signals(NamedTuple):
    """Of each series, NaN where nothing could be computed.

    `threshold`: highest count that is no alarm; NaN also with too few recent cases. `p`: chance of
    so many cases or more. `slope`: change a week (log), NaN without a trend.
    """

    observed: Floats
    expected: Floats
    threshold: Floats
    dispersion: Floats
    slope: Floats
    p: Floats
    alarm: Bools


def detect(
    counts: Floats, week: int, method: Method = Method(), *, first: date | None = None
) -> Signals | None:
    """Signals of `week` for every series; None when the series are too short for the method.

    `counts`: (series, weeks), NaN where no report came, which is never a zero. `first`: the Monday
    of week 0, so that a 53rd week finds its like; without it a year has 52 weeks. Later weeks than
    `week` are not looked at.
    """
    base = baseline(
        week,
        years=method.years,
        half=method.half_window,
        periods=method.periods,
        skipped=method.skipped,
        first=first,
    )
    if base is None:
        return None
    plan = model.design(base)
    with np.errstate(all="ignore"):  # what could not be computed is NaN, and says so
        parts = [
            _block(counts[at : at + BLOCK], week, base, plan, method)
            for at in range(0, len(counts), BLOCK)
        ]
    return Signals(*(np.concatenate(each) for each in zip(*parts, strict=True)))


class _Fitted(NamedTuple):
    mean: Floats  # (series,) linear predictor in the week asked
    error: Floats  # (series,) its standard error
    dispersion: Floats
    slope: Floats
    p: Floats
    converged: Bools


def _block(counts: Floats, week: int, base: Baseline, plan: Design, method: Method) -> Signals:
    past = counts[:, base.weeks]
    present = (~np.isnan(past)).astype(np.float64)
    past = np.nan_to_num(past)
    fitted = _fitted(past, present, plan, method, trend=method.trend)
    if method.trend:
        again = ~_keeps_trend(fitted, past, method)
        if again.any():
            plain = _fitted(past[again], present[again], plan, method, trend=False)
            for kept, other in zip(fitted, plain, strict=True):
                kept[again] = other
    return _judged(counts, week, fitted, method)


def _keeps_trend(fitted: _Fitted, past: Floats, method: Method) -> Bools:
    """Three years at least, significant, and not foretelling more than was ever seen."""
    if method.years < YEARS_FOR_A_TREND:
        return np.zeros(len(past), dtype=bool)
    sober = np.exp(fitted.mean) <= past.max(axis=1)
    kept: Bools = fitted.converged & (fitted.p < method.trend_p) & sober
    return kept


def _fitted(past: Floats, present: Floats, plan: Design, method: Method, *, trend: bool) -> _Fitted:
    found = model.fit(past, present, plan, trend=trend)
    phi = np.maximum(model.dispersion(found.entered, past, found), 1)
    behind = found.entered
    converged = found.converged
    if method.reweighted:
        weights = _reweighted(past, present, plan, found, phi, method.residual, trend=trend)
        found = model.fit(past, weights, plan, trend=trend)
        phi = np.maximum(model.dispersion(found.entered, past, found), 1)
        behind, converged = weights, converged & found.converged
    return _predicted(past, plan, found, phi, behind, converged, trend=trend)


def _reweighted(
    past: Floats,
    present: Floats,
    plan: Design,
    found: Fit,
    phi: Floats,
    limit: float,
    *,
    trend: bool,
) -> Floats:
    """Weeks that look like past outbreaks weigh less; the weights sum to the number of weeks."""
    about = model.spread(found, plan, trend=trend)
    hat = model.leverage(found, plan, about)
    raw = 1.5 * (past ** (2 / 3) * found.mean ** (-1 / 6) - np.sqrt(found.mean))
    residual = raw / np.sqrt(phi[:, None] * (1 - hat))
    weight = np.where(residual > limit, residual**-2.0, 1.0) * present
    weight *= (present.sum(axis=1) / weight.sum(axis=1))[:, None]
    return weight


def _predicted(
    past: Floats,
    plan: Design,
    found: Fit,
    phi: Floats,
    behind: Floats,
    converged: Bools,
    *,
    trend: bool,
) -> _Fitted:
    """The standard error stands on the reweighting weights, as in the published programs."""
    about = model.spread(found, plan, trend=trend)
    scale = model.dispersion(behind, past, found)
    error = np.sqrt(model.here_variance(plan, about) * scale)
    t = np.abs(found.slope) / np.sqrt(scale / about.schur)
    p = 2 * special.stdtr(found.freedom, -t)
    slope = found.slope if trend else np.full(len(past), np.nan)
    return _Fitted(found.season[:, plan.here], error, phi, slope, p, converged)


def _judged(counts: Floats, week: int, fitted: _Fitted, method: Method) -> Signals:
    observed = counts[:, week]
    mean = np.where(fitted.converged, np.exp(fitted.mean), np.nan)
    limit, p = _THRESHOLDS[method.threshold](observed, mean, fitted, method)
    cases, weeks = method.enough
    recent = np.nansum(counts[:, week + 1 - weeks : week + 1], axis=1)
    limit = np.where(recent >= cases, limit, np.nan)
    alarm = (observed > limit) & (observed > 0)
    slope = np.where(fitted.converged, fitted.slope, np.nan)
    phi = np.where(fitted.converged, fitted.dispersion, np.nan)
    return Signals(observed, mean, limit, phi, slope, p, alarm)


def _delta(
    observed: Floats, mean: Floats, fitted: _Fitted, method: Method
) -> tuple[Floats, Floats]:
    """Normal on the count to a power; the error of the mean counts."""
    power = method.power
    excess = fitted.dispersion + (mean * fitted.error) ** 2 / mean
    error = power * np.sqrt(mean ** (2 * power - 1) * excess)
    limit = (mean**power + special.ndtri(1 - method.alpha) * error) ** (1 / power)
    return limit, special.ndtr(-(observed**power - mean**power) / error)


def _nb(observed: Floats, mean: Floats, fitted: _Fitted, method: Method) -> tuple[Floats, Floats]:
    phi = fitted.dispersion
    return nb_quantile(1 - method.alpha, mean, phi), nb_at_least(observed, mean, phi)


def _muan(observed: Floats, mean: Floats, fitted: _Fitted, method: Method) -> tuple[Floats, Floats]:
    upper = mean * np.exp(special.ndtri(1 - method.alpha) * fitted.error)
    return _nb(observed, upper, fitted, method)


_THRESHOLDS = {"delta": _delta, "nb": _nb, "muan": _muan}
