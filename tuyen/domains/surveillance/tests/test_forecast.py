"""Forecasts: better than the flat line, honest about their width, blind to the future."""

from typing import NamedTuple

import numpy as np
import pytest

from bench import monthly
from tests.reference import needs_reference, panel, told
from tuyen.domains.surveillance.rules import forecast as rule
from tuyen.domains.surveillance.rules.baseline import Floats, Ints
from tuyen.domains.surveillance.rules.counts import nb_cdf, nb_quantile
from tuyen.domains.surveillance.rules.flat_line import flat_line
from tuyen.domains.surveillance.rules.scores import (
    LEVELS,
    coverage,
    interval_score,
    randomised_pit,
)

HORIZONS = 4


class Trial(NamedTuple):
    """Of a panel: score against the flat line, and how often the 50 % and 90 % intervals held."""

    relative: float
    half: float
    most: float


def models_at(counts: Floats, season: Ints, length: int) -> list[rule.Model]:
    known = rule.past(counts, season[: counts.shape[1]], length)
    found = [rule.fit(counts, known, season, ahead) for ahead in range(1, HORIZONS + 1)]
    return [each for each in found if each is not None]


def tried(counts: Floats, *, start: int, every: int, refit: int = 26, length: int = 52) -> Trial:
    """Rolling origins; nothing after an origin is given to what forecasts from it."""
    season = np.arange(counts.shape[1]) % length
    ours, flat, fell, models, learnt = 0.0, 0.0, [], [], -refit
    for origin in range(start, counts.shape[1] - HORIZONS, every):
        told = counts[:, : origin + 1]
        if origin - learnt >= refit:
            models, learnt = models_at(told, season, length), origin
        known = rule.past(told, season[: origin + 1], length)
        ahead = slice(origin + 1, origin + HORIZONS + 1)
        found = rule.forecast(models, known, origin, season[ahead])
        seen = counts[:, ahead]
        ours += interval_score(found.quantiles(LEVELS), seen).total.mean()
        flat += interval_score(flat_line(told, HORIZONS), seen).total.mean()
        fell.append(randomised_pit(found.mean, found.phi, seen, seed=origin).ravel())
    pit = np.concatenate(fell)
    return Trial(ours / flat, coverage(pit, 0.5), coverage(pit, 0.9))


@needs_reference
@pytest.mark.parametrize(
    "name, start, every, goal", [("measlesDE", 60, 4, 0.83), ("ha", 92, 9, 0.66)]
)
def test_the_pooled_model_beats_the_flat_line_and_knows_its_width(
    name: str, start: int, every: int, goal: float
) -> None:
    found = tried(panel(name), start=start, every=every)

    assert found.relative <= goal
    assert 0.43 <= found.half <= 0.57
    assert 0.86 <= found.most <= 0.94


def invented(series: int = 40, weeks: int = 160) -> Floats:
    chance = np.random.default_rng(3)
    mean = chance.gamma(1, 1, (series, 1)) * (1 + 0.8 * np.sin(np.arange(weeks) / 8.3))
    return chance.negative_binomial(2, 2 / (2 + mean)).astype(np.float64)


def test_nothing_later_than_the_origin_changes_a_forecast() -> None:
    counts, season = invented(), np.arange(160) % 52
    garbage = counts.copy()
    garbage[:, 121:] = 9e5

    said = []
    for each in (counts, garbage):
        known = rule.past(each[:, :121], season[:121], 52)
        models = models_at(each[:, :121], season, 52)
        said.append(rule.forecast(models, known, 120, season[121:125]).mean)

    np.testing.assert_array_equal(said[0], said[1])


def test_what_is_known_of_a_week_needs_no_later_week() -> None:
    counts, season = invented(), np.arange(160) % 52

    whole, short = rule.past(counts, season, 52), rule.past(counts[:, :100], season[:100], 52)

    for one, other in zip(whole, short, strict=True):
        np.testing.assert_allclose(
            one[..., :100, :] if one is whole.season else one[..., :100], other
        )


def test_four_weeks_of_history_give_no_model() -> None:
    counts = invented(10, 4)

    known = rule.past(counts, np.arange(4), 52)

    assert rule.fit(counts, known, np.arange(10), 1) is None


def test_the_gradient_of_the_likelihood_is_right() -> None:
    chance = np.random.default_rng(5)
    parts, seen = chance.gamma(1, 1, (6, 300)), chance.poisson(2, 300).astype(np.float64)
    at = rule.START + 0.1

    _value, slope = rule.loss(at, parts, seen)

    for each in range(8):
        step = np.zeros(8)
        step[each] = 1e-6
        higher, lower = rule.loss(at + step, parts, seen)[0], rule.loss(at - step, parts, seen)[0]
        assert slope[each] == pytest.approx((higher - lower) / 2e-6, abs=1e-6)


@needs_reference
def test_scores_are_those_worked_by_hand() -> None:
    for case in told("hand_vectors.json")["wis"]["cases"]:
        mean = np.array([float(case["nb_mean"])])
        phi = 1 + mean / case["nb_size"]
        quantiles = np.stack([nb_quantile(each, mean, phi) for each in LEVELS], axis=-1)

        found = interval_score(quantiles, np.array([float(case["observed"])]))

        assert quantiles[0].tolist() == case["quantiles"]
        assert found.total[0] == pytest.approx(case["wis"], rel=1e-12)
        assert found.width[0] + found.over[0] + found.under[0] == pytest.approx(case["wis"])


def test_quantiles_are_the_smallest_counts_that_reach_their_level() -> None:
    mean, phi = np.array([0.01, 0.7, 12.0, 900.0]), np.array([1.0, 3.0, 1.0, 40.0])

    for level in LEVELS:
        found = nb_quantile(level, mean, phi)

        assert (nb_cdf(found, mean, phi) >= level).all()
        assert (nb_cdf(found - 1, mean, phi) < level).all()


def test_the_flat_line_stays_at_the_last_count_and_widens() -> None:
    found = flat_line(np.array([[3.0, 5, 2, 4, 6, 3, 4]]), 3)[0]

    assert (found[:, LEVELS.index(0.5)] == 4).all()
    assert (np.diff(found[:, -1]) >= 0).all()
    assert (found >= 0).all()


@needs_reference
@pytest.mark.parametrize("disease", ["measles", "dengue"])
def test_monthly_forecasts_beat_the_flat_line_and_the_same_month_last_year(disease: str) -> None:
    found = monthly.scores(disease)

    assert found.ours < 0.95 * found.flat
    assert found.ours < 0.9 * found.last_year
