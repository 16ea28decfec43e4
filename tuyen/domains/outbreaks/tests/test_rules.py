"""What the rulebook says of outbreaks, in tables of days."""

import datetime as dt
import uuid

import pytest

from tuyen.domains.outbreaks import rules
from tuyen.domains.outbreaks.rules import Cell, Onset

D = dt.date(2025, 2, 1)
HERE, THERE = uuid.uuid4(), uuid.uuid4()
MEASLES = rules.terms("measles", 21, D)
DENGUE = rules.terms("dengue", 14, D)
OTHER = rules.terms("mumps", 25, D)


def day(number: int) -> dt.date:
    return D + dt.timedelta(days=number)


def onset(number: int, place: uuid.UUID = HERE, *, confirmed: bool = False) -> Onset:
    return Onset(uuid.uuid4(), place, day(number), confirmed)


def test_measles_closes_after_21_days_dengue_after_14_others_after_two_incubations() -> None:
    assert [each.close_after_days for each in (MEASLES, DENGUE, OTHER)] == [21, 14, 50]
    assert all(each.is_unverified for each in (MEASLES, DENGUE, OTHER))


@pytest.mark.parametrize(
    "onsets, sizes",
    [
        pytest.param([onset(0)], [], id="one suspected case is none"),
        pytest.param([onset(0, confirmed=True)], [1], id="one confirmed case of measles is one"),
        pytest.param([onset(0), onset(21)], [2], id="two within the window"),
        pytest.param([onset(0), onset(22)], [], id="two a day too far apart"),
        pytest.param([onset(0), onset(3, THERE)], [], id="two in two communes"),
        pytest.param([onset(40), onset(0), onset(20)], [3], id="a chain, in any order"),
        pytest.param([onset(0), onset(5), onset(60), onset(70)], [2, 2], id="two apart in time"),
    ],
)
def test_linked_cases_of_measles_are_proposed(onsets: list[Onset], sizes: list[int]) -> None:
    assert [len(each) for each in rules.proposals(onsets, MEASLES)] == sizes


def test_a_confirmed_case_alone_proposes_nothing_where_the_rule_does_not_say_so() -> None:
    assert rules.proposals([onset(0, confirmed=True)], DENGUE) == []


@pytest.mark.parametrize(
    "isolated, first",
    [
        pytest.param(None, 21, id="after the last onset"),
        pytest.param(-3, 21, id="isolated before the last onset"),
        pytest.param(4, 25, id="after the last isolation"),
    ],
)
def test_an_outbreak_of_measles_closes_from(isolated: int | None, first: int) -> None:
    last = None if isolated is None else day(isolated)

    assert rules.close_from(D, last, MEASLES) == day(first)


@pytest.mark.parametrize(
    "number, cell",
    [
        pytest.param(0, Cell.OUTSIDE, id="the day of the exposure"),
        pytest.param(1, Cell.MISSED, id="gone by unseen"),
        pytest.param(2, Cell.SEEN, id="seen"),
        pytest.param(5, Cell.DUE, id="today"),
        pytest.param(6, Cell.COMING, id="tomorrow"),
        pytest.param(21, Cell.COMING, id="the last day"),
        pytest.param(22, Cell.OUTSIDE, id="after the last day"),
    ],
)
def test_a_day_of_the_follow_up_grid(number: int, cell: Cell) -> None:
    until = rules.follow_until(D, MEASLES)

    found = rules.cell_of(day(number), exposed_on=D, until=until, seen={day(2)}, today=day(5))

    assert found is cell


@pytest.mark.parametrize(
    "seen, today, lost",
    [
        pytest.param([], 3, False, id="two whole days unseen"),
        pytest.param([], 4, True, id="three whole days unseen"),
        pytest.param([1], 4, False, id="seen on the first, two days since"),
        pytest.param([1], 5, True, id="seen on the first, three days since"),
        pytest.param([4], 4, False, id="seen today after three days unseen"),
        pytest.param([21], 40, False, id="seen on the last day"),
        pytest.param([18], 40, True, id="the last three days unseen, long ago"),
        pytest.param([19], 40, False, id="the last two days unseen"),
    ],
)
def test_a_contact_is_lost_after_three_days_unseen(seen: list[int], today: int, lost: bool) -> None:
    found = rules.is_lost(
        follow_from=day(1),
        until=day(21),
        seen={day(each) for each in seen},
        today=day(today),
        lost_after_days=3,
    )

    assert found is lost


@pytest.mark.parametrize(
    "days, odd",
    [
        pytest.param(-1, True, id="ill before the source"),
        pytest.param(0, True, id="the same day"),
        pytest.param(6, True, id="six days"),
        pytest.param(7, False, id="seven days"),
        pytest.param(21, False, id="21 days"),
        pytest.param(22, True, id="22 days"),
    ],
)
def test_a_link_of_measles_is_flagged_by_its_interval(days: int, odd: bool) -> None:
    assert rules.is_odd_interval(D, day(days), MEASLES) is odd
    assert not rules.is_odd_interval(D, day(days), DENGUE)


@pytest.mark.parametrize(
    "cases, people, rate",
    [
        pytest.param(5, 200, 0.025, id="5 of 200"),
        pytest.param(5, None, None, id="nobody counted the people"),
        pytest.param(5, 0, None, id="nobody at risk"),
        pytest.param(5, 4, None, id="more ill than there are people"),
    ],
)
def test_attack_rate(cases: int, people: int | None, rate: float | None) -> None:
    assert rules.attack_rate(cases, people) == rate
