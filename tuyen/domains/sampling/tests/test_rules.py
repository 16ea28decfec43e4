"""Where somebody stands, how specimens are pooled, what times are possible."""

import datetime as dt

import pytest

from tuyen.domains.sampling import rules
from tuyen.domains.sampling.rules import Known, State

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TUBE = Known(has_specimen=True, specimen="collected", order="collected")


@pytest.mark.parametrize(
    "known, state",
    [
        pytest.param(Known(), State.PLANNED, id="on the list only"),
        pytest.param(TUBE, State.TAKEN, id="taken"),
        pytest.param(Known(True, True, specimen="collected"), State.SENT, id="on its way"),
        pytest.param(Known(True, is_own=True, specimen="collected"), State.RECEIVED, id="own room"),
        pytest.param(Known(True, True, specimen="received"), State.RECEIVED, id="arrived"),
        pytest.param(Known(True, True, specimen="rejected"), State.REJECTED, id="refused"),
        pytest.param(Known(True, order="resulted"), State.WAITS_CHECK, id="nobody verified"),
        pytest.param(Known(True, result="positive"), State.POSITIVE, id="own test positive"),
        pytest.param(Known(True, result="indeterminate"), State.INDETERMINATE, id="unclear"),
        pytest.param(
            Known(True, pool_answer="negative", result="negative", is_pooled=True),
            State.NEGATIVE_POOLED,
            id="a negative pool answers",
        ),
        pytest.param(Known(True, pool_answer="positive"), State.RETEST, id="positive pool"),
        pytest.param(Known(True, pool_answer="invalid"), State.RETEST, id="invalid pool"),
        pytest.param(
            Known(True, pool_answer="positive", result="negative", is_pooled=True),
            State.RETEST,
            id="the pool was negative and is corrected to positive",
        ),
        pytest.param(
            Known(True, specimen="collected", pool_answer="positive", is_new_tube=True),
            State.TAKEN,
            id="taken again after the pool",
        ),
        pytest.param(
            Known(True, pool_answer="positive", result="negative"),
            State.NEGATIVE,
            id="own test after a positive pool",
        ),
    ],
)
def test_where_somebody_stands(known: Known, state: State) -> None:
    assert rules.state_of(known) == state


@pytest.mark.parametrize("answer", ["positive", "invalid"])
@pytest.mark.parametrize("order", ["collected", "in_progress", "completed"])
@pytest.mark.parametrize("result", ["", "negative", "positive"])
def test_a_pool_never_makes_a_person_positive(answer: str, order: str, result: str) -> None:
    known = Known(True, order=order, pool_answer=answer, result=result, is_pooled=True)

    assert rules.state_of(known) == State.RETEST


@pytest.mark.parametrize(
    "n, size, sizes",
    [(7, 3, [3, 3]), (6, 3, [3, 3]), (5, 3, [3, 2]), (1, 5, []), (0, 5, [])],
)
def test_pools_are_put_together_in_the_order_of_taking(n: int, size: int, sizes: list[int]) -> None:
    pools = rules.in_pools(list(range(n)), size)

    assert [len(pool) for pool in pools] == sizes
    assert [each for pool in pools for each in pool] == list(range(sum(sizes)))


@pytest.mark.parametrize(
    "size, most, fault", [(2, 1, "never"), (1, 5, "size"), (6, 5, "size"), (5, 5, "")]
)
def test_a_pool_within_the_limit_of_its_test(size: int, most: int, fault: str) -> None:
    assert rules.fault_of_pool(size, most) == fault


def test_times_that_cannot_be() -> None:
    assert rules.fault_of_times(collected_at=NOW + HOUR, now=NOW) == "future"
    assert rules.fault_of_times(collected_at=NOW, now=NOW, measured_at=NOW + HOUR) == "future"
    assert rules.fault_of_times(collected_at=NOW, now=NOW, measured_at=NOW - HOUR) == "before_taken"
    assert rules.fault_of_times(collected_at=NOW - HOUR, now=NOW, measured_at=NOW) == ""


def test_what_is_late_and_what_share_is_positive() -> None:
    assert rules.hours_over(NOW - 25 * HOUR, 24, NOW) == 1
    assert rules.hours_over(NOW - 24 * HOUR, 24, NOW) == 0
    assert rules.positivity(1, 3) == 33.3
    assert rules.positivity(0, 0) is None
