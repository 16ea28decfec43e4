"""Monthly series of Viet Nam's provinces, 1980 to 2012: ours, the flat line and “same month last year”."""

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference import rows
from tuyen.domains.surveillance.rules import forecast as rule
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.flat_line import flat_line
from tuyen.domains.surveillance.rules.scores import LEVELS, interval_score

MONTHS, LONG, AHEAD = 396, 240, 3
ORIGINS = range(190, 390, 7)
LEARNT_EVERY = 7  # origins


class Scores(NamedTuple):
    """Sums of the weighted interval score over provinces, origins and three months ahead."""

    ours: float
    flat: float
    last_year: float


def vietnam(disease: str) -> Floats:
    """(provinces, months), NaN where nothing is told; provinces with more than 20 years only."""
    told: dict[str, dict[int, float]] = defaultdict(dict)
    for row in rows("vietnam_monthly_1980_2012.csv.gz"):
        if row["disease"] == disease and row["cases"]:
            month = (int(row["year"]) - 1980) * 12 + int(row["month"]) - 1
            told[row["province"]][month] = float(row["cases"])
    long = [each for each in told.values() if len(each) > LONG]
    return np.array([[each.get(month, np.nan) for month in range(MONTHS)] for each in long])


def last_year(counts: Floats, ahead: int) -> Floats:
    """Quantiles (series, levels) of “as in the same month last year”, as wrong as that used to be."""
    steps = counts[:, 12:] - counts[:, :-12]
    both = np.concatenate([steps, -steps], axis=1)
    spread = np.nanquantile(both, LEVELS, axis=1).T
    found: Floats = np.maximum(0, counts[:, ahead - 13, None] + spread)
    return found


def scores(disease: str) -> Scores:
    """Rolling origins; nothing after an origin is given to what forecasts from it."""
    counts, season = vietnam(disease), np.arange(MONTHS + AHEAD + 1) % 12
    totals, models = np.zeros(3), []
    for turn, origin in enumerate(ORIGINS):
        told = counts[:, : origin + 1]
        if turn % LEARNT_EVERY == 0:
            known = rule.past(told, season[: origin + 1], 12)
            found = [rule.fit(told, known, season, ahead, most=3000) for ahead in (1, 2, 3)]
            models = [each for each in found if each is not None]
        totals += _at(told, season, models, counts[:, origin + 1 : origin + 1 + AHEAD])
    return Scores(*totals)


def _at(told: Floats, season: npt.NDArray[Any], models: list[rule.Model], seen: Floats) -> Floats:
    origin = told.shape[1] - 1
    known = rule.past(told, season[: origin + 1], 12)
    found = rule.forecast(models, known, origin, season[origin + 1 : origin + 1 + AHEAD])
    ours, flat, totals = found.quantiles(LEVELS), flat_line(told, AHEAD), np.zeros(3)
    for month in range(AHEAD):
        before = last_year(told, month + 1)
        use = ~np.isnan(seen[:, month] + told[:, -1]) & ~np.isnan(before).any(axis=1)
        for at, each in enumerate((ours[:, month], flat[:, month], before)):
            totals[at] += interval_score(each[use], seen[use, month]).total.sum()
    return totals
