"""Days, overlaps, person-days, as tables."""

import datetime as dt

import pytest

from tuyen.domains.rotation import rules
from tuyen.domains.rotation.rules import Moment, Span


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


@pytest.mark.parametrize(
    "first, last, is_clash",
    [
        pytest.param(1, 9, False, id="before"),
        pytest.param(1, 10, True, id="shares the first day"),
        pytest.param(12, 15, True, id="within"),
        pytest.param(20, 25, True, id="shares the last day"),
        pytest.param(21, 25, False, id="after"),
    ],
)
def test_nobody_is_at_two_places_on_one_day(first: int, last: int, is_clash: bool) -> None:
    known = Span(day(10), day(20))

    assert (rules.clash(Span(day(first), day(last)), [known]) is not None) == is_clash


@pytest.mark.parametrize(
    "on, moment",
    [
        pytest.param(9, Moment.COMING, id="tomorrow"),
        pytest.param(10, Moment.THERE, id="first day"),
        pytest.param(17, Moment.ENDS_SOON, id="three days left"),
        pytest.param(20, Moment.ENDS_SOON, id="last day"),
        pytest.param(21, Moment.OVER, id="nobody wrote the end"),
    ],
)
def test_where_a_turn_stands(on: int, moment: Moment) -> None:
    assert rules.moment(Span(day(10), day(20)), day(on), 3) == moment


def test_person_days_count_only_the_days_of_the_period() -> None:
    turns = [
        (Span(dt.date(2025, 12, 30), dt.date(2026, 1, 5)), ["2.101", "2.437"]),
        (Span(dt.date(2026, 5, 1), dt.date(2026, 5, 10)), ["2.101", "2.101"]),
        (Span(dt.date(2024, 1, 1), dt.date(2024, 2, 1)), ["2.101"]),
    ]

    found = rules.person_days(turns, Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))

    assert found == {"2.101": 15, "2.437": 5}


def test_an_exchange_is_one_for_one() -> None:
    assert rules.is_exchange(("trung ương", "tỉnh"), ("tỉnh", "trung ương"))
    assert not rules.is_exchange(("trung ương", "tỉnh"), ("huyện", "trung ương"))
