"""Alarms of Farrington Flexible: against published outputs, and against what must never matter."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.reference import apart, needs_reference, number, panel, rows, told
from tuyen.domains.surveillance.rules.farrington import Method, Signals, detect

THRESHOLDS = {"delta": "delta", "nbPlugin": "nb", "muan": "muan"}
FIRST = {"campyDE": date(2001, 12, 31)}
CLOSE = 1e-9


def method_of(told: dict[str, Any], years: int) -> Method:
    return Method(
        years=years,
        half_window=told["w"],
        periods=told["noPeriods"],
        skipped=told.get("pastWeeksNotIncluded", told["w"]),
        reweighted=told["reweight"],
        residual=told["weightsThreshold"],
        alpha=told["alpha"],
        trend=told["trend"],
        trend_p=told["pThresholdTrend"],
        enough=(told["limit54"][0], told["limit54"][1]),
        threshold=THRESHOLDS[told["thresholdMethod"]],  # type: ignore[arg-type]
        power=0.5 if told.get("powertrans") == "1/2" else 2 / 3,
    )


def worst(row: dict[str, str], found: Signals) -> float:
    """Furthest of the published columns; the expected count is published only with a threshold."""
    columns = {"upperbound": found.threshold, "phi": found.dispersion}
    columns |= {"trend_coef": found.slope, "pvalue": found.p}
    if not np.isnan(number(row["expected"])):
        columns["expected"] = found.expected
    return max(apart(float(ours[0]), number(row[name])) for name, ours in columns.items())


@needs_reference
def test_every_published_threshold_and_alarm_is_found() -> None:
    settings = told("farrington_configs.json")
    series = {name: panel(name) for name in ("agona", "shadar", "campyDE")}
    furthest, alarms, compared = 0.0, 0, 0
    for row in rows("farrington_flexible.csv"):
        name = row["dataset"]
        counts = series[name]
        method = method_of(settings[row["config"]], int(row["b"]))

        found = detect(counts, int(row["k"]) - 1, method, first=FIRST.get(name))

        assert found is not None
        furthest = max(furthest, worst(row, found))
        alarms += bool(found.alarm[0]) != (row["alarm"] == "1")
        compared += 1
    assert (compared, alarms) == (1064, 0)
    assert furthest < CLOSE


def invented(series: int, weeks: int, *, mean: float, seed: int = 7) -> Any:
    """Negative binomial counts with a season, size 3."""
    chance = np.random.default_rng(seed)
    season = 1 + 0.5 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    expected = mean * season[None] * np.ones((series, 1))
    return chance.negative_binomial(3, 3 / (3 + expected)).astype(np.float64)


def test_neither_order_nor_company_of_series_changes_an_alarm() -> None:
    counts = invented(600, 300, mean=2)
    order = np.random.default_rng(1).permutation(600)

    together, mixed = detect(counts, 299), detect(counts[order], 299)
    alone = [detect(counts[each : each + 1], 299) for each in range(0, 600, 60)]

    assert together is not None
    assert mixed is not None
    np.testing.assert_allclose(mixed.threshold, together.threshold[order], rtol=1e-12)
    assert (mixed.alarm == together.alarm[order]).all()
    for at, one in zip(range(0, 600, 60), alone, strict=True):
        assert one is not None
        np.testing.assert_allclose(one.p[0], together.p[at], rtol=1e-10)


def test_later_weeks_are_not_looked_at() -> None:
    counts = invented(20, 330, mean=4)
    garbage = counts.copy()
    garbage[:, 300:] = 1e6

    seen, blind = detect(garbage, 299), detect(counts[:, :300], 299)

    assert seen is not None
    assert blind is not None
    np.testing.assert_array_equal(seen.threshold, blind.threshold)


@pytest.mark.parametrize("mean", [0.5, 2, 10])
def test_false_alarms_are_as_rare_as_said(mean: float) -> None:
    counts = invented(4000, 302, mean=mean)

    found = detect(counts, 286, Method(years=4, enough=(0, 4)))

    assert found is not None
    assert 0.002 <= found.alarm.mean() <= 0.018


def test_a_week_without_a_report_is_no_zero() -> None:
    counts = invented(30, 300, mean=5)
    silent = counts.copy()
    silent[:, 136:152] = np.nan
    zeros = np.nan_to_num(silent)

    unheard, none = detect(silent, 299), detect(zeros, 299)

    assert unheard is not None
    assert none is not None
    assert unheard.expected.mean() > none.expected.mean()
    assert not np.isnan(unheard.expected).any()


def test_a_series_too_short_has_no_threshold() -> None:
    assert detect(invented(3, 200, mean=5), 199, Method(years=5)) is None


def test_a_53rd_week_finds_its_like_by_date() -> None:
    counts = invented(5, 340, mean=5)

    found = detect(counts, 313, Method(years=5), first=date(2014, 12, 29))

    assert found is not None
    assert not np.isnan(found.expected).any()
