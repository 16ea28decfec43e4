"""Who fits where, what a check proposes, what the grid shows: as tables."""

import datetime as dt
from decimal import Decimal

import pytest

from tuyen.domains.isolation_areas.rules import checks, stays
from tuyen.domains.isolation_areas.rules.checks import Cell, Found

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    "kind, for_whom, is_held, is_sick, expected",
    [
        pytest.param("treatment", "civilians", False, True, None, id="a sick civilian"),
        pytest.param("treatment", "civilians", True, True, "apart", id="a detainee elsewhere"),
        pytest.param("treatment", "officers", True, False, "apart", id="a detainee among officers"),
        pytest.param("treatment", "detainees", True, True, None, id="a detainee in their area"),
        pytest.param("treatment", "detainees", False, False, "not_held", id="nobody else there"),
        pytest.param("quarantine", "civilians", False, True, "sick", id="sick among the exposed"),
        pytest.param("quarantine", "civilians", False, False, None, id="an exposed civilian"),
    ],
)
def test_who_may_come_into_which_area(
    kind: str, for_whom: str, is_held: bool, is_sick: bool, expected: str | None
) -> None:
    found = stays.misfit(kind=kind, for_whom=for_whom, is_held=is_held, is_sick=is_sick)

    assert found == expected


@pytest.mark.parametrize(
    "found, expected",
    [
        pytest.param(Found(), "", id="nothing measured: nothing proposed"),
        pytest.param(Found(Decimal("36.8"), 98), "none", id="all usual"),
        pytest.param(Found(Decimal("37.5")), "light", id="warm"),
        pytest.param(Found(Decimal("37.4"), symptoms=frozenset({"cough"})), "light", id="cough"),
        pytest.param(Found(Decimal("39.0"), 98), "moderate", id="high fever"),
        pytest.param(Found(spo2=96), "moderate", id="96 per cent"),
        pytest.param(Found(spo2=97), "none", id="97 per cent"),
        pytest.param(Found(spo2=93), "severe", id="93 per cent"),
        pytest.param(Found(spo2=99, oxygen_lpm=Decimal(3)), "severe", id="99 under oxygen"),
        pytest.param(Found(spo2=87), "critical", id="87 per cent"),
        pytest.param(
            Found(spo2=98, symptoms=frozenset({"cough", "convulsion"})), "critical", id="the worst"
        ),
    ],
)
def test_the_worst_that_fits_is_proposed(found: Found, expected: str) -> None:
    assert checks.proposed(found, TODAY) == expected


@pytest.mark.parametrize(
    "days_ago, expected",
    [
        pytest.param(0, Cell.DUE, id="today, not looked yet"),
        pytest.param(1, Cell.SEEN, id="seen"),
        pytest.param(2, Cell.MISSED, id="nobody looked"),
        pytest.param(5, Cell.MISSED, id="the day of coming"),
        pytest.param(6, Cell.OUTSIDE, id="not here yet"),
    ],
)
def test_a_day_at_which_nobody_looked_is_never_normal(days_ago: int, expected: Cell) -> None:
    cell = checks.cell_of(
        TODAY - days_ago * DAY,
        arrived_on=TODAY - 5 * DAY,
        ended_on=None,
        seen={TODAY - DAY},
        today=TODAY,
    )

    assert cell == expected


def test_the_day_of_leaving_owes_no_check() -> None:
    days = [TODAY - 2 * DAY, TODAY - DAY, TODAY]
    cells = [
        checks.cell_of(day, arrived_on=TODAY - 3 * DAY, ended_on=TODAY - DAY, seen=(), today=TODAY)
        for day in days
    ]

    assert cells == [Cell.MISSED, Cell.OUTSIDE, Cell.OUTSIDE]


def test_the_dead_and_the_gone_move_no_more() -> None:
    allowed = {
        (now, then) for now in stays.Status for then in stays.Status if stays.may_follow(now, then)
    }

    assert not {(now, then) for now, then in allowed if now == "cancelled"}
    assert {then for now, then in allowed if now == "died"} == {"waiting"}
