"""A week's colour: from years, from weeks, or not to be said, with the reason."""

import datetime as dt

import numpy as np
import pytest

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.watch import Colour, Reason, densest, full_years, watch

WEEKS = 320
NAN = np.nan


def ordinary(seed: int = 1, weeks: int = WEEKS) -> Floats:
    return np.random.default_rng(seed).poisson(6, (1, weeks)).astype(np.float64)


@pytest.mark.parametrize(
    "known, method",
    [
        pytest.param(310, "farrington", id="almost six years"),
        pytest.param(170, "farrington", id="a little over three years"),
        pytest.param(150, "farrington_short", id="under three years"),
        pytest.param(60, "farrington_short", id="a little over a year"),
        pytest.param(50, "ears_c2", id="under a year"),
    ],
)
def test_the_method_follows_from_how_much_is_known(known: int, method: str) -> None:
    counts = ordinary()
    counts[:, :-known] = NAN
    counts[:, -1] = 60

    state = watch(counts, WEEKS - 1)[0]

    assert (state.colour, state.method) == (Colour.RED, method)
    assert state.threshold < 60


@pytest.mark.parametrize("known", [310, 150, 50])
def test_an_ordinary_week_is_blue(known: int) -> None:
    counts = ordinary()
    counts[:, :-known] = NAN
    counts[:, -1] = 6

    assert watch(counts, WEEKS - 1)[0].colour == Colour.BLUE


@pytest.mark.parametrize(
    "weeks_told, reason",
    [
        pytest.param(6, Reason.SHORT, id="the first report came six weeks ago"),
        pytest.param(40, Reason.GAPS, id="told for long, silent last month"),
    ],
)
def test_few_weeks_and_weeks_without_report_are_told_apart(weeks_told: int, reason: Reason) -> None:
    counts = ordinary()
    counts[:, :-weeks_told] = NAN
    counts[:, -6:-2] = NAN
    counts[:, -6] = 6

    state = watch(counts, WEEKS - 1)[0]

    assert (state.colour, state.reason) == (Colour.GREY, reason)


def test_what_is_unusual_but_under_the_threshold_is_yellow() -> None:
    counts = ordinary()
    red_from = next(n for n in range(60) if _with_newest(counts, n) == Colour.RED)

    assert _with_newest(counts, red_from - 1) == Colour.YELLOW


def _with_newest(counts: Floats, n: int) -> Colour:
    told = counts.copy()
    told[:, -1] = n
    return watch(told, WEEKS - 1)[0].colour


@pytest.mark.parametrize("known", [310, 150, 50])
def test_a_week_without_a_report_is_grey_and_never_a_zero(known: int) -> None:
    counts = ordinary()
    counts[:, :-known] = NAN
    counts[:, -3:] = NAN

    state = watch(counts, WEEKS - 1)[0]

    assert (state.colour, state.reason) == (Colour.GREY, Reason.NO_REPORT)


def test_weeks_without_a_report_do_not_lower_what_is_expected() -> None:
    full = ordinary()
    gaps = full.copy()
    gaps[:, 40:290:3] = NAN

    with_gaps, without = watch(gaps, WEEKS - 1)[0], watch(full, WEEKS - 1)[0]

    assert with_gaps.expected == pytest.approx(without.expected, rel=0.2)


@pytest.mark.parametrize("weeks", [1, 4, 10])
def test_a_few_weeks_of_data_say_nothing(weeks: int) -> None:
    state = watch(ordinary(weeks=weeks), weeks - 1)[0]

    assert (state.colour, state.reason) == (Colour.GREY, Reason.SHORT)


def test_a_case_after_years_of_none_has_no_threshold_and_says_so() -> None:
    counts = np.zeros((1, WEEKS))
    counts[:, -1] = 1

    state = watch(counts, WEEKS - 1)[0]

    assert (state.colour, state.reason) == (Colour.GREY, Reason.FEW_CASES)


def test_a_place_that_never_reported_is_grey_beside_one_that_does() -> None:
    counts = np.concatenate([np.full((1, WEEKS), NAN), ordinary()])

    silent, told = watch(counts, WEEKS - 1)

    assert (silent.colour, silent.reason) == (Colour.GREY, Reason.NO_REPORT)
    assert told.colour != Colour.GREY
    assert full_years(counts, WEEKS - 1).tolist() == [-1, 6]


def test_later_weeks_change_no_earlier_colour() -> None:
    counts = np.repeat(ordinary(), 3, axis=0)
    spoilt = counts.copy()
    spoilt[:, 300:] = 1e6

    now, then = watch(counts, 299), watch(spoilt, 299)

    np.testing.assert_equal([each[3:] for each in now], [each[3:] for each in then])
    assert [each.colour for each in now] == [each.colour for each in then]


@pytest.mark.parametrize(
    "days, most",
    [
        pytest.param([], 0, id="none"),
        pytest.param([5], 1, id="one"),
        pytest.param([22, 1], 2, id="21 days apart, in any order"),
        pytest.param([1, 23], 1, id="22 days apart"),
        pytest.param([1, 10, 22, 31], 3, id="the densest stretch"),
    ],
)
def test_a_cluster_is_counted_over_any_stretch_of_days(days: list[int], most: int) -> None:
    start = dt.date(2025, 1, 1)
    onsets = [start + dt.timedelta(days=each) for each in days]

    assert densest(onsets, 21) == most
