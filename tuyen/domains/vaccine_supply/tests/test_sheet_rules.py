"""Properties that a need sheet holds whatever is typed."""

from hypothesis import given
from hypothesis import strategies as st

from tuyen.domains.vaccine_supply.rules.need import Assumptions, need
from tuyen.domains.vaccine_supply.rules.sheet import (
    Pace,
    Place,
    line_of,
    order,
    proposed_wastage,
    scenario,
    spread,
)

PACE = Pace(3.0, 100.0, 5)
people = st.integers(0, 20_000)
places = st.lists(
    st.builds(Place, st.just("Xã"), people, st.integers(0, 3000), st.just(0)), max_size=30
)
figures = st.builds(
    Assumptions,
    coverage=st.floats(0.1, 1),
    wastage=st.floats(0, 0.8),
    buffer=st.floats(0, 1),
    doses_a_vial=st.sampled_from([1, 5, 10, 20]),
    doses_a_person=st.integers(1, 3),
    spoilt=st.just(0.1),
)


@given(places, figures)
def test_what_communes_order_is_never_less_than_what_the_province_needs(
    rows: list[Place], said: Assumptions
) -> None:
    worked = order(rows, said, PACE)

    whole = need(sum(r.people for r in rows), sum(r.stock for r in rows), said)
    assert worked.total.doses >= whole.doses


@given(people, figures, st.floats(0, 0.15))
def test_more_wastage_never_asks_for_fewer_doses(n: int, said: Assumptions, more: float) -> None:
    worse = said._replace(wastage=said.wastage + more)

    place = Place("Xã", n, 40)
    assert line_of(place, worse).need.doses >= line_of(place, said).need.doses


@given(places, figures, st.floats(0, 5000), st.floats(0, 200))
def test_expected_cases_never_lower_the_order(
    rows: list[Place], said: Assumptions, cases: float, ring: float
) -> None:
    more = scenario(rows, said, PACE, cases, ring)

    assert more.total.doses >= order(rows, said, PACE).total.doses


@given(people, st.integers(1, 60))
def test_everybody_is_in_one_session(n: int, sessions: int) -> None:
    shared = spread(n, sessions)

    assert sum(shared) == n
    assert max(shared) - min(shared) <= 1


def test_many_small_sessions_throw_away_more_of_a_ten_dose_vial() -> None:
    said = Assumptions(coverage=1, wastage=0.1, buffer=0, doses_a_vial=10)

    few = line_of(Place("Xã", 120, 0, sessions=2), said)
    many = line_of(Place("Xã", 120, 0, sessions=40), said)

    assert few.wastage == 0
    assert many.wastage == 0.7
    assert many.need.vials == 40


def test_a_vial_size_nobody_listed_takes_the_next_larger_one() -> None:
    table = {1: 5.0, 10: 40.0}

    assert [proposed_wastage(table, size) for size in (1, 6, 10, 50)] == [5.0, 40.0, 40.0, 40.0]
