"""Seats, thresholds and the clock of continuing education, as tables."""

import datetime as dt

import pytest

from tuyen.core.ids import uuid7
from tuyen.domains.training import rules
from tuyen.domains.training.rules import Lack, Outlook, Period, Seat, Threshold

A, B = "trạm A", "trạm B"


@pytest.mark.parametrize(
    "quotas, by_unit, taken, most, seat",
    [
        pytest.param({}, 5, 5, 0, Seat.FREE, id="no quota, no end"),
        pytest.param({}, 0, 30, 30, Seat.COURSE_FULL, id="the room is full"),
        pytest.param({A: 2}, 1, 9, 30, Seat.FREE, id="within the quota"),
        pytest.param({A: 2}, 2, 9, 30, Seat.QUOTA_FULL, id="quota used up"),
        pytest.param({B: 2}, 0, 0, 30, Seat.NOT_INVITED, id="others were invited"),
        pytest.param({A: 2}, 1, 30, 30, Seat.COURSE_FULL, id="a quota is no place in a full room"),
    ],
)
def test_a_place_depends_on_quota_and_room(
    quotas: dict[str, int], by_unit: int, taken: int, most: int, seat: Seat
) -> None:
    found = rules.seat(quotas=quotas, unit=A, taken_by_unit=by_unit, taken=taken, most=most)

    assert found == seat


@pytest.mark.parametrize(
    "percent, mark, lacks",
    [
        pytest.param(0, 9.0, [Lack.ABSENT], id="absent, whatever the mark"),
        pytest.param(79, 9.0, [Lack.ATTENDANCE], id="too often away"),
        pytest.param(80, 5.0, [], id="just enough"),
        pytest.param(80, 4.9, [Lack.MARK], id="failed"),
        pytest.param(100, None, [Lack.NO_MARK], id="not tested"),
        pytest.param(50, 2.0, [Lack.ATTENDANCE, Lack.MARK], id="both"),
    ],
)
def test_what_stands_between_a_trainee_and_the_certificate(
    percent: int, mark: float | None, lacks: list[Lack]
) -> None:
    assert rules.lacks(percent, mark, Threshold(80, 5.0)) == lacks


def test_attendance_counts_minutes_not_sessions() -> None:
    minutes = {"sáng": 240, "chiều": 120}

    assert rules.attended_percent(minutes, ["sáng", "sáng"]) == 66
    assert rules.attended_percent(minutes, ["bỏ khỏi lịch"]) == 0
    assert rules.attended_percent({}, []) == 0


def test_the_code_on_the_screen_is_worthless_after_a_minute() -> None:
    secret, lesson = b"mau", uuid7()
    code = rules.presence_code(secret, lesson, 1_000_000.0)

    assert rules.is_presence_code(code, secret, lesson, 1_000_020.0)
    assert not rules.is_presence_code(code, secret, lesson, 1_000_090.0)
    assert not rules.is_presence_code(code, secret, uuid7(), 1_000_000.0)


FLOOR = dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    "licensed, on, period",
    [
        pytest.param(
            dt.date(2012, 5, 1),
            dt.date(2026, 11, 22),
            Period(FLOOR, dt.date(2028, 12, 31)),
            id="an old licence counts from the law",
        ),
        pytest.param(
            dt.date(2025, 3, 10),
            dt.date(2026, 11, 22),
            Period(dt.date(2025, 3, 10), dt.date(2030, 3, 9)),
            id="a new one from its day",
        ),
        pytest.param(
            dt.date(2024, 2, 29),
            dt.date(2029, 3, 1),
            Period(dt.date(2029, 3, 1), dt.date(2034, 2, 28)),
            id="the second period of a leap day",
        ),
        pytest.param(
            None, dt.date(2024, 1, 1), Period(FLOOR, dt.date(2028, 12, 31)), id="no licence known"
        ),
    ],
)
def test_the_clock_of_five_years(licensed: dt.date | None, on: dt.date, period: Period) -> None:
    assert rules.period_of(licensed, on, FLOOR, 5) == period


def _outlook(earned: float, booked: float, on: dt.date) -> rules.Projection:
    period = Period(FLOOR, dt.date(2028, 12, 31))
    return rules.project(
        earned=earned, booked=booked, period=period, on=on, asked=120, judge_after_days=365
    )


def test_who_will_fall_short() -> None:
    middle = dt.date(2026, 7, 2)

    assert _outlook(120, 0, middle).outlook == Outlook.DONE
    assert _outlook(61, 0, middle).outlook == Outlook.ON_COURSE
    assert _outlook(24, 0, middle).outlook == Outlook.SHORT
    assert _outlook(24, 0, middle).missing == 96
    assert _outlook(24, 96, middle).outlook == Outlook.ON_COURSE
    assert _outlook(0, 0, dt.date(2024, 6, 1)).outlook == Outlook.TOO_EARLY
    assert _outlook(119, 0, dt.date(2028, 12, 31)).outlook == Outlook.SHORT


def test_a_public_page_says_initials_only() -> None:
    assert rules.initials("Nguyễn Thị Ánh Ðào") == "N.T.Á.Ð."
