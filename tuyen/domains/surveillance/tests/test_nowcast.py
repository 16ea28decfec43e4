"""What is still to be told of the last weeks."""

import numpy as np
import pytest

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.nowcast import factors, nowcast

LATE = np.array([0.5, 0.3, 0.2])


def triangle(final: Floats) -> Floats:
    """Told after 0, 1 and 2 weeks, as `LATE` says; the last two weeks are not over."""
    told = final[:, None] * LATE
    told[-1, 1:] = np.nan
    told[-2, 2:] = np.nan
    return told


def test_the_last_weeks_grow_by_what_usually_comes_late() -> None:
    final = np.array([40.0, 60, 50, 80, 100, 120])

    found = nowcast(triangle(final))

    assert found is not None
    np.testing.assert_allclose(found.mean, final)
    assert found.told.tolist() == [40, 60, 50, 80, 80, 60]
    assert found.complete.tolist() == [True] * 4 + [False] * 2


def test_a_quantile_is_never_under_what_is_told() -> None:
    found = nowcast(triangle(np.array([40.0, 60, 50, 80, 100, 120])))

    assert found is not None
    low, high = found.quantile(0.05), found.quantile(0.95)
    assert (low >= found.told).all()
    assert (high[-2:] > found.told[-2:]).all()
    assert high[:4].tolist() == found.told[:4].tolist()


def test_under_thirty_cases_nothing_is_corrected() -> None:
    assert factors(triangle(np.array([4.0, 5, 6, 4]))) is None
    assert nowcast(triangle(np.array([4.0, 5, 6, 4]))) is None


def test_irregular_lateness_widens_the_nowcast() -> None:
    steady = triangle(np.full(20, 50.0))
    wild = steady.copy()
    wild[:18:2, 1] += 60

    calm, rough = nowcast(steady), nowcast(wild)

    assert calm is not None
    assert rough is not None
    assert rough.phi[-1] > calm.phi[-1] == pytest.approx(1)
