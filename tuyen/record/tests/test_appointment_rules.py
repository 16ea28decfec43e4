"""When a station is open, when there is room, when to call again."""

import datetime as dt

import pytest

from tuyen.core import rulebook
from tuyen.record.rules import appointments as rules
from tuyen.record.rules.appointments import Result, Status

MONDAY = dt.date(2026, 11, 23)
WEEKDAYS = frozenset({5, 6})


@pytest.mark.parametrize(
    "now, then, may",
    [
        ("booked", Status.ARRIVED, True),
        ("booked", Status.CANCELLED, True),
        ("booked", Status.LOST, True),
        ("arrived", Status.BOOKED, True),
        ("arrived", Status.CANCELLED, False),
        ("cancelled", Status.ARRIVED, False),
        ("lost", Status.BOOKED, True),
    ],
)
def test_which_state_may_follow(now: str, then: Status, may: bool) -> None:
    assert rules.may_follow(now, then) is may


@pytest.mark.parametrize(
    "day, open_on",
    [
        pytest.param(MONDAY, MONDAY, id="a working day"),
        pytest.param(dt.date(2026, 11, 28), dt.date(2026, 11, 30), id="saturday"),
        pytest.param(dt.date(2026, 12, 31), dt.date(2027, 1, 4), id="own day off, then new year"),
    ],
)
def test_days_when_the_station_is_closed_are_skipped(day: dt.date, open_on: dt.date) -> None:
    hours = rules.hours_of(day, 10, WEEKDAYS, [dt.date(2026, 12, 31)])

    assert hours.open_from(day) == open_on


def test_a_station_that_never_opens_does_not_search_for_ever() -> None:
    hours = rules.Hours(10, frozenset(range(7)))

    assert hours.open_from(MONDAY) == MONDAY
    assert hours.open_days(MONDAY, 3) == []


def test_the_next_day_with_room() -> None:
    hours = rules.Hours(2, WEEKDAYS)
    booked = {MONDAY: 2, MONDAY + dt.timedelta(days=1): 5}

    free = rules.free_from(MONDAY, hours, lambda day: booked.get(day, 0))

    assert free == MONDAY + dt.timedelta(days=2)


@pytest.mark.parametrize(
    "result, days",
    [
        (Result.AGREED, None),
        (Result.LATER, 3),
        (Result.NO_ANSWER, 1),
        (Result.MOVED, None),
        (Result.DIED, None),
    ],
)
def test_when_to_call_again(result: Result, days: int | None) -> None:
    table = rulebook.on("appointments", MONDAY)

    again = rules.call_again_on(result, MONDAY, table)

    assert again == (MONDAY + dt.timedelta(days=days) if days else None)
