"""Ages in full months, what a session takes along, when the day's figures are late."""

import datetime as dt

import pytest

from tuyen.core import ages
from tuyen.core.clock import VIETNAM
from tuyen.domains.campaigns import rules

FIGURES = {"wastage_percent": 10, "syringe_reserve_percent": 10, "syringes_a_box": 100}


@pytest.mark.parametrize(
    "day, months, born",
    [
        pytest.param("2025-03-15", 9, "2024-06-15", id="nine months"),
        pytest.param("2025-01-31", 2, "2024-11-30", id="a shorter month"),
        pytest.param("2025-02-28", 12, "2024-02-28", id="a year"),
        pytest.param("2025-03-15", 0, "2025-03-15", id="born today"),
    ],
)
def test_a_birthday_is_found_from_full_months(day: str, months: int, born: str) -> None:
    assert ages.months_before(dt.date.fromisoformat(day), months).isoformat() == born


@pytest.mark.parametrize(
    "target, vial, needed",
    [
        pytest.param(90, 10, rules.Needs(100, 10, 99, 1), id="open vials lose a tenth"),
        pytest.param(91, 10, rules.Needs(102, 11, 101, 2), id="one more vial, one more box"),
        pytest.param(90, 1, rules.Needs(90, 90, 99, 1), id="vials of one dose lose nothing"),
        pytest.param(0, 10, rules.Needs(0, 0, 0, 0), id="nobody"),
    ],
)
def test_what_a_session_takes_along(target: int, vial: int, needed: rules.Needs) -> None:
    assert rules.needs(target, vial, FIGURES) == needed


@pytest.mark.parametrize("hour, minute, late", [(16, 59, False), (17, 0, False), (17, 1, True)])
def test_the_figures_of_a_day_are_late_after_the_hour(hour: int, minute: int, late: bool) -> None:
    day = dt.date(2025, 3, 4)
    sent = dt.datetime(2025, 3, 4, hour, minute, tzinfo=VIETNAM)

    assert rules.is_late(day, sent, "17:00") is late
    assert rules.is_late(day, sent + dt.timedelta(days=1), "17:00")
