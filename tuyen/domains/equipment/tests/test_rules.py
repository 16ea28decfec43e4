import datetime as dt

import pytest

from tuyen.domains.equipment import rules
from tuyen.domains.equipment.rules import State


@pytest.mark.parametrize(
    "now,then,may",
    [
        pytest.param(State.IN_USE, State.FAULTY, True, id="it breaks"),
        pytest.param(State.FAULTY, State.IN_USE, True, id="it is mended"),
        pytest.param(State.STORED, State.IN_USE, True, id="it comes out of the store"),
        pytest.param(State.DISPOSED, State.IN_USE, False, id="what is gone is gone"),
        pytest.param(State.IN_USE, State.IN_USE, False, id="no step at all"),
    ],
)
def test_a_device_goes_from_state_to_state(now: State, then: State, may: bool) -> None:
    assert rules.may_follow(now, then) is may


def test_upkeep_at_the_end_of_a_month_stays_inside_the_month() -> None:
    assert rules.next_maintenance(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert rules.next_maintenance(dt.date(2026, 8, 31), 0) is None


def test_only_what_works_counts_towards_the_standard() -> None:
    wanted = rules.Wanted("equipment", "ecg", 2)

    (line,) = rules.against([wanted], {("equipment", "ecg"): 1}, {("equipment", "ecg"): 2})

    assert line.short == 1
