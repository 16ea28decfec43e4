"""Who can still catch measles."""

from dataclasses import replace

import pytest

from tests.reference import needs_reference, told
from tuyen.domains.immunization.rules.susceptible import (
    Campaign,
    Cohort,
    coverage_needed,
    immunity_needed,
    outbreak_is_due,
    susceptible,
)

COHORT = Cohort(births=1000, first=0.92, second=0.85, effective_once=0.84)


@needs_reference
def test_the_susceptible_are_those_worked_by_hand() -> None:
    for case in told("hand_vectors.json")["susceptibles"]:
        round_ = Campaign(case["sia_coverage_of_susceptibles"], case["sia_ve"])
        cohort = Cohort(
            births=case["births"],
            first=case["mcv1"],
            second=case["mcv2"],
            effective_once=case["ve1"],
            effective_twice=case["ve2"],
            cases=case["infections"],
            campaigns=(round_,),
        )

        assert susceptible(cohort) == pytest.approx(case["susceptible"], rel=1e-12)


@needs_reference
def test_thresholds_are_those_worked_by_hand() -> None:
    for case in told("hand_vectors.json")["herd"]:
        assert immunity_needed(case["R0"]) == pytest.approx(case["threshold"])
        assert coverage_needed(case["R0"]) == pytest.approx(case["coverage_needed_ve97"])


def test_a_campaign_and_past_cases_leave_fewer_but_never_less_than_none() -> None:
    after = replace(COHORT, campaigns=(Campaign(0.9, 0.97),))

    assert susceptible(after) < susceptible(COHORT)
    assert susceptible(replace(after, cases=50, told=0.1)) == 0


def test_more_second_doses_than_first_are_refused() -> None:
    with pytest.raises(ValueError, match="without a first"):
        susceptible(replace(COHORT, second=0.95))
    with pytest.raises(ValueError, match="between 0 and 1"):
        susceptible(replace(COHORT, told=0))


def test_a_year_of_births_among_the_susceptible_is_the_sign() -> None:
    assert outbreak_is_due(1001, 1000)
    assert not outbreak_is_due(1000, 1000)
