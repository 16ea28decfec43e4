"""Doses to be ordered: by hand, and what must hold for any numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference import needs_reference, told
from tuyen.domains.vaccine_supply.rules.need import (
    Assumptions,
    cold_litres,
    need,
    session_vials,
    session_wastage,
    teams,
    together,
)

share = st.floats(0, 0.9)
assumptions = st.builds(
    Assumptions,
    coverage=st.floats(0, 1),
    wastage=share,
    buffer=share,
    doses_a_vial=st.integers(1, 20),
    doses_a_person=st.integers(1, 3),
    spoilt=share,
)


@needs_reference
def test_needs_are_those_worked_by_hand() -> None:
    for case in told("hand_vectors.json")["vaccine"]:
        said = Assumptions(
            case["coverage_goal"], case["wastage_rate"], case["buffer"], case["doses_per_vial"]
        )

        found = need(case["target"], case["usable_stock_doses"], said)

        assert found.exact == pytest.approx(case["doses_exact"], rel=1e-12)
        assert (found.vials, found.doses) == (case["vials"], case["doses_ordered"])
        assert found.syringes == case["ad_syringes"]
        assert found.diluent_syringes == case["diluent_syringes"]


@given(assumptions, st.integers(0, 5000), st.integers(0, 5000))
def test_whole_vials_are_ordered_and_stock_is_used(
    said: Assumptions, target: int, stock: int
) -> None:
    found = need(target, stock, said)

    assert found.doses == found.vials * said.doses_a_vial >= found.exact - 1e-6
    assert found.doses - found.exact < said.doses_a_vial
    assert need(target, stock + 10, said).doses <= found.doses
    assert need(0, stock, said).doses == 0


@given(assumptions, st.integers(1, 5000), st.floats(0, 0.09))
def test_more_wastage_never_orders_fewer_doses(said: Assumptions, target: int, more: float) -> None:
    worse = said._replace(wastage=said.wastage + more)

    assert need(target, 0, worse).doses >= need(target, 0, said).doses


@given(assumptions, st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_communes_order_together_no_less_than_the_province_would(
    said: Assumptions, each: list[int]
) -> None:
    places = together([need(target, 0, said) for target in each])

    assert places.doses >= need(sum(each), 0, said).doses


@pytest.mark.parametrize(
    "target, stock, change",
    [
        (-1, 0, {}),
        (10, -1, {}),
        (10, 0, {"coverage": 1.2}),
        (10, 0, {"wastage": 1}),
        (10, 0, {"doses_a_vial": 0}),
    ],
)
def test_impossible_numbers_are_refused(target: int, stock: int, change: dict[str, float]) -> None:
    said = Assumptions(0.95, 0.25, 0.25, 10)._replace(**change)

    with pytest.raises(ValueError, match=r".+"):
        need(target, stock, said)


def test_open_vials_at_small_sessions_waste_more() -> None:
    assert session_vials(12, 10) == (2, 8)
    assert session_wastage([3, 12, 10], 10) == pytest.approx(1 - 25 / 40)
    assert session_wastage([], 10) == 0


def test_room_in_the_fridge_and_teams() -> None:
    assert cold_litres(1000, 3) == 3
    assert teams(2100, 100, 5) == 5
    with pytest.raises(ValueError, match="each day"):
        teams(100, 0, 5)
