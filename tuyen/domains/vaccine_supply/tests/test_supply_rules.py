"""How what there is gets shared out, whatever is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyen.domains.vaccine_supply.rules.supply import Standing, Way, Wish, may_follow, shares

wishes = st.lists(st.builds(Wish, st.integers(0, 20_000), st.integers(1, 3)), max_size=40)


@given(st.integers(0, 300_000), st.sampled_from([1, 5, 10, 20]), wishes, st.sampled_from(Way))
def test_nobody_gets_more_than_asked_and_all_together_not_more_than_there_is(
    available: int, size: int, asked: list[Wish], way: Way
) -> None:
    given_out = shares(available, size, asked, way)

    assert sum(given_out) <= available
    assert all(0 <= got <= wish.doses for got, wish in zip(given_out, asked, strict=True))
    assert all(got % size == 0 for got in given_out)
    whole = sum(wish.doses // size for wish in asked)
    assert sum(given_out) == min(available // size, whole) * size


@pytest.mark.parametrize(
    "way, shared",
    [
        pytest.param(Way.NEED, [300, 100], id="three quarters to who asks for three quarters"),
        pytest.param(Way.RISK, [200, 200], id="an outbreak counts three times"),
    ],
)
def test_the_rule_decides_who_gets_how_much(way: Way, shared: list[int]) -> None:
    assert shares(400, 10, [Wish(600, 1), Wish(200, 3)], way) == shared


def test_what_has_not_come_is_short_until_it_is_counted() -> None:
    stands = Standing(asked=500, allocated=300, sent=200, received=150, on_the_way=0)

    assert (stands.shortage, stands.may_send) == (350, 100)


@pytest.mark.parametrize(
    "now, then, allowed",
    [
        pytest.param("asked", "allocated", True, id="answered"),
        pytest.param("allocated", "withdrawn", False, id="too late to withdraw"),
        pytest.param("withdrawn", "allocated", False, id="withdrawn for good"),
        pytest.param("declined", "allocated", True, id="vaccine came after all"),
    ],
)
def test_a_request_goes_only_forward(now: str, then: str, allowed: bool) -> None:
    assert may_follow(now, then) is allowed
