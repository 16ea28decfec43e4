"""What may follow in a consultation, and how its clocks are read."""

import datetime as dt

import pytest

from tuyen.record.rules import consults as rules
from tuyen.record.rules.consults import Status, Tone

DAY = dt.date(2026, 11, 22)
START = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("status", [each for each in Status if each != Status.OUTCOME])
def test_nothing_is_closed_before_its_outcome(status: Status) -> None:
    assert not rules.may_follow(status, Status.CLOSED)


def test_a_case_with_an_outcome_may_be_closed() -> None:
    assert rules.may_follow(Status.OUTCOME, Status.CLOSED)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REFUSED, Status.CANCELLED])
def test_nothing_follows_the_end(status: Status) -> None:
    assert not any(rules.may_follow(status, then) for then in Status)


def test_every_open_state_stands_in_one_column() -> None:
    shown = [status for column in rules.COLUMNS.values() for status in column]

    assert len(shown) == len(set(shown))
    assert set(shown) == set(rules.OPEN)


@pytest.mark.parametrize(
    "minutes, tone, left",
    [(0, Tone.GREEN, 120), (89, Tone.GREEN, 31), (90, Tone.AMBER, 30), (130, Tone.RED, -10)],
)
def test_a_timer_turns_amber_at_three_quarters_and_red_at_the_end(
    minutes: int, tone: Tone, left: int
) -> None:
    due = rules.due("urgent", START, DAY)

    found = rules.timer(START, due.answer_at, START + dt.timedelta(minutes=minutes), 0.75)

    assert (found.tone, found.minutes_left) == (tone, left)


def test_an_emergency_is_answered_sooner_than_a_routine_question() -> None:
    dues = [rules.due(each, START, DAY).answer_at for each in ("emergency", "urgent", "routine")]

    assert dues == sorted(dues)
    assert len(set(dues)) == 3


def test_whoever_turned_the_case_away_may_not_open_the_chart_any_more() -> None:
    assert rules.link_ends_on("refused", DAY) == DAY - dt.timedelta(days=1)
    assert rules.link_ends_on("advised", DAY) is None
    assert rules.link_ends_on("closed", DAY) == DAY + dt.timedelta(days=30)


def test_the_next_follow_up_is_the_first_that_nobody_told() -> None:
    assert rules.next_point([], DAY) == "d1"
    assert rules.next_point(["d1", "d3"], DAY) == "d7"
    assert rules.next_point(["d1", "d3", "d7"], DAY) == "discharge"
