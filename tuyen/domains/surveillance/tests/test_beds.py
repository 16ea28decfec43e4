"""Beds of an isolation area: by hand, and as flows that conserve people."""

import numpy as np
import pytest

from tests.reference import needs_reference, told
from tuyen.domains.surveillance.rules.beds import beds_for, blocked, occupancy, occupied_level


@needs_reference
def test_beds_are_those_worked_by_hand() -> None:
    for case in told("hand_vectors.json")["isolation"]:
        load = case["offered_load"]

        beds = beds_for(load, at_most_blocked=case["max_block_prob"])

        assert beds == case["beds_erlang_b"]
        assert blocked(load, beds) == pytest.approx(case["block_prob"], rel=1e-12)
        assert occupied_level(load, 0.95) == case["beds_poisson_q95"]
        assert occupied_level(load, 0.99) == case["beds_poisson_q99"]


def test_more_patients_never_need_fewer_beds() -> None:
    beds = [beds_for(load / 2, at_most_blocked=0.01) for load in range(60)]

    assert beds == sorted(beds)


def test_a_share_that_is_none_is_refused() -> None:
    for wrong in (0.0, 1.0, -0.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            beds_for(3, at_most_blocked=wrong)


def test_nobody_appears_or_vanishes() -> None:
    arrivals = np.random.default_rng(2).poisson(3, (200, 30)).astype(np.float64)
    stay = np.array([1.0] * 5)

    found = occupancy(arrivals, stay, beds=1000, levels=(0.5,))

    by_hand = np.median(
        [[each[max(0, d - 4) : d + 1].sum() for d in range(30)] for each in arrivals], axis=0
    )
    np.testing.assert_allclose(found.quantiles[:, 0], by_hand)
    assert found.first_day_over() is None


def test_those_in_bed_leave_as_their_stay_says() -> None:
    stay, nobody = np.array([1, 0.5, 0.25, 0]), np.zeros((1, 4))

    found = occupancy(nobody, stay, beds=7, present=np.array([0.0, 8.0, 4.0]), levels=(0.5,))

    assert found.quantiles[:, 0].tolist() == [4.0, 0.0, 0.0, 0.0]


def test_the_first_day_over_is_told() -> None:
    arrivals = np.full((10, 12), 4.0)

    found = occupancy(arrivals, np.ones(8), beds=20)

    assert found.first_day_over() == 5
