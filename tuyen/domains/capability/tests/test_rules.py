"""The rules alone: what became of a gap, and which need comes first."""

import datetime as dt

import pytest

from tuyen.domains.capability import rules
from tuyen.domains.capability.rules import Effect, Status, Topic, Weights

WEIGHTS = Weights(gap=40, population=25, units=20, age=15, longest_months=24)
TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "before,now,effect",
    [
        pytest.param(None, 3.0, Effect.NEW, id="not lost before"),
        pytest.param(3.0, 3.0, Effect.OPEN, id="as much as before"),
        pytest.param(3.0, 1.0, Effect.BETTER, id="less than before"),
        pytest.param(1.0, 3.0, Effect.WORSE, id="more than before"),
        pytest.param(3.0, None, Effect.CLOSED, id="nothing any more"),
        pytest.param(3.0, 0.0, Effect.CLOSED, id="no points lost"),
    ],
)
def test_a_gap_is_told_beside_the_survey_before(
    before: float | None, now: float | None, effect: Effect
) -> None:
    assert rules.effect(before, now) is effect


def test_a_gap_that_only_the_former_survey_knew_is_closed() -> None:
    found = rules.effects({("training", "ultrasound"): 3.0}, {("equipment", "ecg"): 2.0})

    assert found == {
        ("equipment", "ecg"): Effect.NEW,
        ("training", "ultrasound"): Effect.CLOSED,
    }


def topic(code: str, **said: object) -> Topic:
    told = {"needs": 1, "units": 1, "population": 1000, "gap_share": 1.0, "oldest_on": TODAY}
    return Topic("training", code, code, **(told | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "first,second",
    [
        pytest.param({"gap_share": 1.0}, {"gap_share": 0.2}, id="the wider gap"),
        pytest.param({"population": 9000}, {"population": 100}, id="more people"),
        pytest.param({"units": 40}, {"units": 2}, id="more units"),
        pytest.param(
            {"oldest_on": dt.date(2024, 11, 1)}, {"oldest_on": TODAY}, id="the longer wait"
        ),
    ],
)
def test_of_two_needs_alike_in_all_else_this_one_comes_first(
    first: dict[str, object], second: dict[str, object]
) -> None:
    ranked = rules.rank([topic("b", **second), topic("a", **first)], WEIGHTS, TODAY)

    assert [each.topic.code for each in ranked] == ["a", "b"]
    assert ranked[0].points > ranked[1].points


def test_the_most_a_topic_can_reach_is_a_hundred() -> None:
    worst = topic("a", gap_share=1.0, oldest_on=dt.date(2020, 1, 1))

    (ranked,) = rules.rank([worst], WEIGHTS, TODAY)

    assert ranked.points == 100


def test_a_wait_stops_counting_after_the_longest_months() -> None:
    long, longer = dt.date(2024, 1, 1), dt.date(2014, 1, 1)

    ranked = rules.rank([topic("a", oldest_on=long), topic("b", oldest_on=longer)], WEIGHTS, TODAY)

    assert ranked[0].points == ranked[1].points


def test_a_declined_need_can_be_looked_at_again_and_a_met_one_found_again() -> None:
    assert rules.need_may("declined", Status.OPEN)
    assert rules.need_may("met", Status.OPEN)
    assert not rules.need_may("met", Status.PLANNED)
