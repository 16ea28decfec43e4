"""The week of a case, at the borders of days and years."""

from datetime import UTC, date, datetime

import pytest

from tuyen.domains.surveillance.rules.weeks import Week, season, week_from, week_of


@pytest.mark.parametrize(
    "day, week",
    [
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2024, 2, 29), "2024-W09"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(day: date, week: str) -> None:
    found = week_of(day)

    assert str(found) == week
    assert found.monday <= day <= found.sunday


def test_a_moment_counts_by_the_day_in_viet_nam() -> None:
    late_sunday = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)

    assert week_of(late_sunday) == Week(2026, 48)
    assert week_of(late_sunday.date()) == Week(2026, 47)


def test_weeks_are_counted_over_a_year_of_53() -> None:
    before, after = Week(2026, 52), Week(2027, 2)

    assert after.since(before) == 3
    assert before.plus(3) == after
    assert [season(each) for each in (before, before.plus(1), before.plus(2))] == [51, 51, 0]


def test_a_week_that_the_year_does_not_have_is_refused() -> None:
    assert week_from("2026-W53") == Week(2026, 53)
    for wrong in ("2025-W53", "2026-W00", "tuần 5"):
        with pytest.raises(ValueError, match=r".+"):
            week_from(wrong)
