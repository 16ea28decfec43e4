"""Lateness that stays, which unit comes first, steps that may follow."""

import datetime as dt

import pytest

from tuyen.core import rulebook
from tuyen.domains.supervision import rules
from tuyen.domains.supervision.actions.rounds import rounds_days

DUE = dt.date(2026, 11, 10)
WEIGHTS = rulebook.on(rules.RISK, DUE).values


@pytest.mark.parametrize(
    "done_on, on, days",
    [
        pytest.param(None, dt.date(2026, 11, 10), 0, id="due today"),
        pytest.param(None, dt.date(2026, 11, 13), 3, id="three days over"),
        pytest.param(dt.date(2026, 11, 9), dt.date(2026, 12, 1), 0, id="mended in time"),
        pytest.param(dt.date(2026, 11, 12), dt.date(2027, 5, 1), 2, id="closed late, for ever"),
    ],
)
def test_days_late(done_on: dt.date | None, on: dt.date, days: int) -> None:
    assert rules.days_late(DUE, done_on, on) == days


def test_a_unit_never_visited_comes_before_one_visited_well() -> None:
    never = rules.Known()
    good = rules.Known(dt.date(2026, 9, 1), 95.0)
    bad = rules.Known(dt.date(2026, 9, 1), 40.0, open_weight=10, overdue=2)

    risks = [rules.risk(each, DUE, WEIGHTS) for each in (good, never, bad)]

    assert risks == sorted(risks)


@pytest.mark.parametrize(
    "last, is_due",
    [
        pytest.param(None, True, id="never"),
        pytest.param(dt.date(2025, 11, 10), True, id="twelve months to the day"),
        pytest.param(dt.date(2025, 11, 11), False, id="a day less"),
    ],
)
def test_not_visited_for_twelve_months(last: dt.date | None, is_due: bool) -> None:
    assert rules.is_unvisited(rules.Known(last), DUE, 12) is is_due


def test_a_concluded_round_is_not_opened_again() -> None:
    assert not any(rules.round_may("concluded", then) for then in rules.Round)
    assert not any(rules.correction_may("accepted", then) for then in rules.Correction)


def test_a_plan_spreads_its_rounds_over_working_days() -> None:
    days = rounds_days(dt.date(2026, 11, 20), dt.date(2026, 12, 3), 4)

    assert all(day.weekday() < 5 for day in days)
    assert days == sorted(set(days))


def test_the_quarter_ends_with_its_third_month() -> None:
    assert rules.quarter_of(dt.date(2026, 2, 3)) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert rules.quarter_of(DUE) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
