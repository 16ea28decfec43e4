"""What is an excursion, and which lot may not be used on: the table of the rule."""

import datetime as dt
from decimal import Decimal

import pytest

from tuyen.core import clock
from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.rules import cold
from tuyen.domains.vaccine_supply.rules.cold import Decision, Fault, Kind, Point

DAY = dt.date(2025, 3, 5)
FRIDGE = lists.limits("fridge", DAY)


def hand(*celsius: str, froze: bool = False) -> list[Point]:
    start = clock.start_of(DAY)
    return [
        Point(start + dt.timedelta(hours=12 * at), Decimal(each), froze=froze)
        for at, each in enumerate(celsius)
    ]


def logged(*celsius: str, every: int = 10) -> list[Point]:
    start = clock.start_of(DAY)
    return [
        Point(start + dt.timedelta(minutes=every * at), Decimal(each), by_logger=True)
        for at, each in enumerate(celsius)
    ]


@pytest.mark.parametrize(
    "points, found",
    [
        pytest.param(hand("2", "8"), [], id="the limits themselves are allowed"),
        pytest.param(hand("5", "8.1"), [(Kind.HOT, None)], id="a person reads a tenth too much"),
        pytest.param(hand("1.9"), [(Kind.COLD, None)], id="too cold, no frost"),
        pytest.param(hand("-0.5"), [(Kind.FREEZE, None)], id="frost read once is enough"),
        pytest.param(
            hand("4", froze=True), [(Kind.FREEZE, None)], id="the frost indicator says so"
        ),
        pytest.param(hand("9", "9"), [(Kind.HOT, None)], id="two readings of one excursion"),
        pytest.param(hand("9", "5", "9"), [(Kind.HOT, None)] * 2, id="cold between: two"),
        pytest.param(hand("9", "1"), [(Kind.HOT, None), (Kind.COLD, None)], id="one side each"),
        pytest.param(logged("9", "9", "5"), [], id="a door open for ten minutes"),
        pytest.param(logged("9", "9", "9", "9"), [(Kind.HOT, 30)], id="half an hour"),
        pytest.param(logged(*["-1"] * 6), [(Kind.COLD, 50)], id="frost for 50 minutes"),
        pytest.param(logged(*["-1"] * 7), [(Kind.FREEZE, 60)], id="frost for an hour"),
        pytest.param(logged("9", "9", every=180), [], id="a silent logger does not join"),
    ],
)
def test_excursions_are_found_by_the_rule(
    points: list[Point], found: list[tuple[Kind, int | None]]
) -> None:
    assert [(each.kind, each.minutes) for each in cold.excursions(points, FRIDGE)] == found


def test_a_freezer_has_limits_of_its_own() -> None:
    limits = lists.limits("freezer", DAY)

    assert cold.excursions(hand("-20", "-15"), limits) == []
    assert [each.kind for each in cold.excursions(hand("-10", "-26"), limits)] == ["hot", "cold"]


@pytest.mark.parametrize(
    "kind, freezes, stage, shaken, fault",
    [
        pytest.param("hot", False, 2, None, None, id="the monitor is good"),
        pytest.param("hot", False, 3, None, Fault.VVM, id="stage 3 is not used"),
        pytest.param("hot", False, 0, None, None, id="a vial without a monitor: a person decides"),
        pytest.param("hot", False, None, None, Fault.MONITOR, id="nobody looked at the monitor"),
        pytest.param("freeze", True, 1, None, Fault.SHAKE, id="frost, not shaken"),
        pytest.param("freeze", True, 1, False, Fault.SHAKE, id="frost, shaking failed"),
        pytest.param("freeze", True, 1, True, None, id="frost, shaking passed"),
        pytest.param("freeze", False, 1, None, None, id="frost does not hurt it"),
        pytest.param("cold", True, None, None, None, id="cold without frost"),
    ],
)
def test_what_the_monitor_or_frost_forbids(
    kind: str, freezes: bool, stage: int | None, shaken: bool | None, fault: Fault | None
) -> None:
    told = cold.why_not_used(kind, freezes=freezes, vvm_stage=stage, unusable_from=3, shaken=shaken)
    assert told == fault


def test_a_discarded_lot_stays_discarded() -> None:
    assert not cold.DECISIONS[Decision.DISCARD]
    assert Decision.USE in cold.DECISIONS[Decision.QUARANTINE]
