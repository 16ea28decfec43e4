"""Rt against published posteriors; the serial interval by days."""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tests.reference import apart, needs_reference, number, rows, told
from tuyen.domains.surveillance.rules.reproduction import estimate, serial_interval

LEVELS = {"q025": 0.025, "q25": 0.25, "median": 0.5, "q75": 0.75, "q975": 0.975}


def published() -> tuple[Any, Any, Any]:
    cases, posterior = defaultdict(list), defaultdict(list)
    lags: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row in rows("input_epiestim.csv"):
        cases[row["dataset"]].append((float(row["local"]), float(row["imported"])))
    for row in rows("epiestim_si.csv"):
        lags[row["dataset"], row["run"]][int(row["lag"])] = float(row["prob"])
    for row in rows("epiestim_R.csv"):
        posterior[row["dataset"], row["run"]].append(row)
    return cases, lags, posterior


@needs_reference
def test_every_published_posterior_is_found() -> None:
    cases, lags, posterior = published()
    prior = {(c["dataset"], c["run"]): c for c in told("epiestim_configs.json")}
    furthest = 0.0
    for key, windows in posterior.items():
        interval = np.zeros(max(lags[key]) + 1)
        for lag, chance in lags[key].items():
            interval[lag] = chance
        seen = np.array(cases[key[0]]).T
        length = int(windows[0]["t_end"]) - int(windows[0]["t_start"]) + 1

        found = estimate(
            seen[:1],
            interval,
            imported=seen[1:],
            window=length,
            prior=(prior[key]["mean_prior"], prior[key]["std_prior"]),
        )

        for at, row in enumerate(windows):
            assert int(row["t_end"]) == found.last[at] + 1
            ours = {"mean": found.mean[0, at], "std": found.spread[0, at]}
            ours |= {name: found.quantile(level)[0, at] for name, level in LEVELS.items()}
            furthest = max(furthest, *(apart(float(v), number(row[k])) for k, v in ours.items()))
    assert furthest < 1e-9


def test_chances_of_the_serial_interval_sum_to_one_and_keep_its_mean() -> None:
    chances = serial_interval(11.7, 2.5, 60)

    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert (chances * np.arange(61)).sum() == pytest.approx(11.7, abs=1e-6)
    assert chances[0] == 0


def test_an_interval_of_a_day_or_less_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a day"):
        serial_interval(1, 1, 10)


def test_doubling_every_interval_means_that_each_infects_two() -> None:
    interval = np.zeros(6)
    interval[5] = 1
    cases = np.repeat(10 * 2.0 ** np.arange(12), 5)[None]

    found = estimate(cases, interval, window=5, prior=(5, 50))

    assert found.mean[0, -1] == pytest.approx(2, rel=0.01)
