"""A panel of places foretold by the pooled model and the flat line, or why not; how good the last were."""

import datetime as dt
import hashlib
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from tuyen.domains.surveillance.rules import forecast as pooled
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.flat_line import flat_line
from tuyen.domains.surveillance.rules.forecast_names import HORIZONS
from tuyen.domains.surveillance.rules.scores import LEVELS, interval_score, randomised_pit
from tuyen.domains.surveillance.rules.weeks import season, week_of

VERSION = "pooled-nb 1"
YEAR = 52
FEWEST_WEEKS = pooled.FIRST + HORIZONS + 1  # the first week learnt from, its outcome, the origin


class Reason(StrEnum):
    """Why nothing is foretold."""

    SHORT = "short"  # too few weeks since the first report
    FEW = "few"  # too few places and weeks to learn from


class Foretold(NamedTuple):
    """quantiles, flat: (series, horizons, 23); mean, phi: (series, horizons)."""

    quantiles: Floats
    flat: Floats
    mean: Floats
    phi: Floats
    parameters: str


def foretell(counts: Floats, first: dt.date) -> Foretold | Reason:
    """From the end of the newest week. `counts`: (series, weeks), NaN = no report; `first`: of week 0."""
    weeks = counts.shape[1]
    if weeks < FEWEST_WEEKS or (~np.isnan(counts)).any(axis=0).sum() < FEWEST_WEEKS:
        return Reason.SHORT
    days = [first + dt.timedelta(weeks=each) for each in range(weeks + HORIZONS)]
    season_of = np.array([season(week_of(day)) for day in days], dtype=np.int64)
    known = pooled.past(counts, season_of[:weeks], YEAR)
    fitted = [
        pooled.fit(counts, known, season_of[:weeks], ahead) for ahead in range(1, HORIZONS + 1)
    ]
    models = [each for each in fitted if each is not None]
    if len(models) < HORIZONS:
        return Reason.FEW
    found = pooled.forecast(models, known, weeks - 1, season_of[weeks:])
    return Foretold(
        found.quantiles(LEVELS), flat_line(counts, HORIZONS), *found, fingerprint(models)
    )


def fingerprint(models: list[pooled.Model]) -> str:
    """Of the program's version, its settings and the numbers learnt."""
    learnt = ";".join(",".join(f"{number:.9g}" for number in each.numbers) for each in models)
    settings = (VERSION, pooled.SMOOTHING, pooled.GROWTH, pooled.MOST_PAIRS, HORIZONS)
    return hashlib.sha256(f"{settings}|{learnt}".encode()).hexdigest()[:16]


def scored(values: Floats, truth: Floats) -> Floats:
    """Weighted interval score of each forecast, (n,)."""
    found: Floats = interval_score(values, truth).total
    return found


def fell(mean: Floats, phi: Floats, truth: Floats, *, seed: int) -> Floats:
    """Where the truth fell in each forecast, 0 to 1."""
    return randomised_pit(mean, phi, truth, seed=seed)
