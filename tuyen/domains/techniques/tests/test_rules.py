"""Stages one after the other, cases that prove them, and the day on which a technique lapses."""

import datetime as dt
from uuid import UUID

import pytest

from tuyen.core.ids import uuid7
from tuyen.domains.techniques import rules
from tuyen.domains.techniques.rules import Case, Missing, Sides, Stage, Wanted

HERE, ABOVE = uuid7(), uuid7()
EXPERT, OTHER_EXPERT, LEARNER, SOMEBODY = uuid7(), uuid7(), uuid7(), uuid7()
SIDES = Sides(HERE, frozenset({EXPERT, OTHER_EXPERT}), frozenset({LEARNER}))
WANTED = Wanted(supervised=2, independent=1)
DAY = dt.date(2026, 3, 1)


def case(
    performer: UUID | None,
    supervisor: UUID | None = None,
    *assistants: UUID,
    at: UUID = HERE,
    day: dt.date = DAY,
) -> Case:
    return Case(day, at, performer, supervisor, frozenset(assistants))


@pytest.mark.parametrize(
    "now, then, may",
    [
        pytest.param("requested", "surveyed", True, id="the next"),
        pytest.param("requested", "agreed", False, id="one is skipped"),
        pytest.param("supervised", "assisted", False, id="backwards"),
        pytest.param("independent", "certified", True, id="certified"),
        pytest.param("certified", "sustained", True, id="sustained"),
        pytest.param("certified", "lapsed", True, id="lapses"),
        pytest.param("theory", "lapsed", False, id="what was not mastered does not lapse"),
        pytest.param("lapsed", "supervised", True, id="taken up again under supervision"),
        pytest.param("lapsed", "independent", False, id="not straight to working alone"),
        pytest.param("agreed", "stopped", True, id="given up"),
        pytest.param("stopped", "surveyed", False, id="what was given up is asked for anew"),
        pytest.param("sustained", "stopped", False, id="what is mastered is not given up"),
    ],
)
def test_what_may_follow_what(now: str, then: str, may: bool) -> None:
    assert rules.may_follow(now, then) is may


def test_the_stages_that_were_skipped_are_named() -> None:
    assert rules.skipped("surveyed", "assisted") == [Stage.AGREED, Stage.THEORY, Stage.OBSERVED]


@pytest.mark.parametrize(
    "one, proves",
    [
        pytest.param(case(EXPERT, None, LEARNER), {"observed", "assisted"}, id="assisted"),
        pytest.param(case(EXPERT), {"observed"}, id="the expert operates here, they look on"),
        pytest.param(case(EXPERT, at=ABOVE), set(), id="far away, nobody of ours there"),
        pytest.param(
            case(EXPERT, None, LEARNER, at=ABOVE), {"observed", "assisted"}, id="assisted above"
        ),
        pytest.param(case(LEARNER, EXPERT), {"supervised"}, id="under the expert's eyes"),
        pytest.param(case(LEARNER, SOMEBODY), set(), id="somebody else looked on"),
        pytest.param(case(LEARNER), {"independent"}, id="alone"),
        pytest.param(case(LEARNER, at=ABOVE), set(), id="alone, but not at home"),
        pytest.param(case(SOMEBODY), set(), id="somebody who does not take part"),
    ],
)
def test_what_a_case_proves(one: Case, proves: set[str]) -> None:
    done = rules.tally([one], SIDES)

    found = {
        name for name in ("observed", "assisted", "supervised", "independent") if done.of(name)
    }
    assert found == proves


def test_a_signature_needs_an_expert_who_saw_a_case() -> None:
    done = rules.tally([case(LEARNER, EXPERT), case(LEARNER, EXPERT)], SIDES)

    assert rules.missing_for("supervised", SIDES, done, WANTED, EXPERT) == []
    assert rules.missing_for("supervised", SIDES, done, WANTED, OTHER_EXPERT) == [
        Missing("never_saw_a_case")
    ]
    assert rules.missing_for("supervised", SIDES, done, WANTED, SOMEBODY) == [
        Missing("not_an_expert")
    ]


def test_a_signature_needs_the_agreed_number_of_cases() -> None:
    done = rules.tally([case(LEARNER, EXPERT)], SIDES)

    missing = rules.missing_for("supervised", SIDES, done, WANTED, EXPERT)

    assert missing == [Missing("cases_supervised", 1, 2)]


def test_nothing_is_agreed_without_people_on_both_sides() -> None:
    nobody = Sides(HERE, frozenset(), frozenset())

    missing = rules.missing_for("agreed", nobody, rules.tally([], nobody), WANTED, None)

    assert [each.code for each in missing] == ["no_experts", "no_learners"]


@pytest.mark.parametrize(
    "last_on, since, months, expected",
    [
        pytest.param(dt.date(2026, 1, 15), DAY, 12, dt.date(2027, 3, 1), id="from the certificate"),
        pytest.param(dt.date(2026, 8, 31), DAY, 6, dt.date(2027, 3, 1), id="a short month"),
        pytest.param(None, DAY, 12, dt.date(2027, 3, 1), id="never a case"),
    ],
)
def test_the_day_on_which_it_lapses(
    last_on: dt.date | None, since: dt.date, months: int, expected: dt.date
) -> None:
    assert rules.lapses_on(last_on, since, months) == expected


@pytest.mark.parametrize("months", [6, 12])
def test_the_day_and_the_day_before_agree_in_every_month(months: int) -> None:
    """The page asks one function, the list the other: they must never differ."""
    for number in range(500):
        start = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        lapsed = rules.lapses_on(None, start, months)
        assert rules.months_before(lapsed, months) >= start
        assert rules.months_before(lapsed - dt.timedelta(days=1), months) < start


def test_what_is_mastered_lapses_by_itself_and_a_case_keeps_it() -> None:
    on = dt.date(2027, 3, 1)

    assert rules.stage_on("certified", None, DAY, on, 12) == "lapsed"
    assert rules.stage_on("certified", dt.date(2026, 12, 1), DAY, on, 12) == "certified"
    assert rules.stage_on("theory", None, DAY, on, 12) == "theory"


def test_a_hundred_per_cent_means_everything() -> None:
    assert rules.percent(1999, 2000) == 99
    assert rules.percent(0, 0) == 0
