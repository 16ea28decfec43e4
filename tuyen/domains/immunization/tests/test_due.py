"""What counts and what is due, on the schedule that ships."""

from datetime import date, timedelta

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from tuyen.core import rulebook
from tuyen.domains.immunization.rules.ages import Span, span
from tuyen.domains.immunization.rules.due import Given, Next, State, Why, standing
from tuyen.domains.immunization.rules.schedule import Plan, plan_of

BIRTH = date(2026, 7, 31)
PENTA, MEASLES, BCG = frozenset({"dtp", "hepb", "hib"}), frozenset({"measles"}), frozenset({"bcg"})


def plan() -> Plan:
    day = date(2026, 11, 1)
    rows = rulebook.on("immunization/schedule", day).rows
    return plan_of(rows, rulebook.on("immunization/engine", day).values)


def at(age: str) -> date:
    return span(age).after(BIRTH)


def series(code: str, doses: list[Given], today: date) -> Next:
    return next(each for each in standing(plan(), BIRTH, doses, today) if each.series == code)


def test_a_month_after_the_31st_is_the_last_day_of_the_month() -> None:
    assert span("7m").after(BIRTH) == date(2027, 2, 28)
    assert span("1y").after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert span("6w") == Span(days=42)
    for wrong in ("", "9", "m", "9 m", "-2w"):
        with pytest.raises(ValueError, match="not an age"):
            span(wrong)


def test_a_child_of_two_months_is_due_for_five_vaccines() -> None:
    found = standing(
        plan(), BIRTH, [Given(BIRTH, frozenset({"hepb"})), Given(BIRTH, BCG)], at("2m")
    )

    due = {each.series for each in found if each.state == State.DUE}
    assert due == {"penta", "opv", "rota", "pcv"}
    assert {each.series for each in found if each.state == State.COMPLETE} == {"hepb_birth", "bcg"}


def test_a_delayed_dose_moves_the_next_and_never_begins_the_series_again() -> None:
    late = at("7m")

    found = series("penta", [Given(at("2m"), PENTA), Given(late, PENTA)], at("8m"))

    assert [each.number for each in found.counted] == [1, 2]
    assert (found.number, found.earliest) == (3, late + timedelta(weeks=4))
    assert found.state == State.DUE


def test_a_dose_before_its_age_does_not_count_and_says_why() -> None:
    early = at("9m") - timedelta(days=1)

    found = series("measles", [Given(early, MEASLES)], at("9m"))

    assert [each.why for each in found.counted] == [Why.TOO_EARLY]
    assert found.number == 1
    assert found.earliest == early + timedelta(
        days=28
    )  # a live vaccine, counted or not, keeps its distance


def test_a_zero_dose_in_an_outbreak_is_kept_and_not_counted() -> None:
    found = series("measles", [Given(at("7m"), MEASLES, zero=True)], at("9m"))

    assert [each.why for each in found.counted] == [Why.ZERO]
    assert (found.number, found.due) == (1, at("9m"))


def test_two_live_vaccines_three_weeks_apart_the_later_does_not_count() -> None:
    bcg = Given(at("9m") - timedelta(weeks=3), BCG)

    apart = series("measles", [bcg, Given(at("9m"), MEASLES)], at("10m"))
    same_day = series("measles", [Given(at("9m"), BCG), Given(at("9m"), MEASLES)], at("10m"))

    assert [each.why for each in apart.counted] == [Why.LIVE_TOO_SOON]
    assert [each.why for each in same_day.counted] == [None]


def test_a_dose_before_birth_is_never_one() -> None:
    found = series("bcg", [Given(BIRTH - timedelta(days=1), BCG)], at("1m"))

    assert [each.why for each in found.counted] == [Why.BEFORE_BIRTH]


def test_too_old_for_a_vaccine_is_said_and_not_called_late() -> None:
    assert series("rota", [], at("8m")).state == State.TOO_LATE
    assert series("bcg", [], at("13m")).state == State.TOO_LATE
    assert series("measles", [], at("11m")).state == State.LATE


def test_a_second_rota_that_cannot_come_in_time_is_too_late_already() -> None:
    first = Given(span("30w").after(BIRTH), frozenset({"rota"}))

    assert series("rota", [first], first.day).state == State.TOO_LATE


def test_girls_alone_are_due_for_hpv() -> None:
    boys = standing(plan(), BIRTH, [], at("11y"), sex="male")

    assert "hpv" not in {each.series for each in boys}
    assert "hpv" in {each.series for each in standing(plan(), BIRTH, [], at("11y"), sex="female")}


doses = st.lists(
    st.builds(
        Given,
        day=st.integers(-5, 1500).map(lambda days: BIRTH + timedelta(days=days)),
        antigens=st.sampled_from([PENTA, MEASLES, BCG, frozenset({"rota"}), frozenset({"opv"})]),
    ),
    max_size=9,
)


@any_of(doses, st.integers(0, 2000))
def test_whatever_was_given_counted_doses_keep_every_age_and_gap(
    told: list[Given], days: int
) -> None:
    today = BIRTH + timedelta(days=days)
    ready = plan()

    found = standing(ready, BIRTH, told, today)

    assert found == standing(ready, BIRTH, sorted(told, key=lambda each: each.day), today)
    for each, row in zip(found, ready.series, strict=True):
        counted = [dose.given.day for dose in each.counted if dose.why is None]
        for place, (day, dose) in enumerate(zip(counted, row.doses, strict=False)):
            assert day >= dose.earliest.after(BIRTH)
            assert not (place and dose.gap) or day >= dose.gap.after(counted[place - 1])
        assert each.state == State.COMPLETE or each.earliest <= each.due <= each.late  # type: ignore[operator]
