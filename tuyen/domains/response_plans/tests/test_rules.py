"""Which phase the figures propose, what is due and overdue, what a phase needs."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.domains.response_plans import rules

ON = dt.date(2026, 3, 1)
NOW = dt.datetime(2026, 3, 1, 8, tzinfo=clock.VIETNAM)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "figures, code",
    [
        pytest.param((0, 0, 0), "none", id="nothing known"),
        pytest.param((1, 1, 0), "sporadic", id="one case"),
        pytest.param((19, 2, 0), "sporadic", id="one case short, one commune short"),
        pytest.param((20, 1, 0), "spread", id="enough cases in one commune"),
        pytest.param((3, 3, 0), "spread", id="few cases in three communes"),
        pytest.param((3, 1, 50), "overload", id="the beds decide, whatever the cases"),
    ],
)
def test_the_last_phase_whose_condition_holds_is_proposed(
    figures: tuple[int, int, int], code: str
) -> None:
    found = rules.proposed(rules.template("measles", ON), rules.Figures(*figures))

    assert found is not None
    assert found.code == code


def test_a_phase_without_figures_is_for_a_person_to_choose() -> None:
    first, last = rules.Phase("a", "A", ""), rules.Phase("b", "B", "")

    assert rules.proposed([first, last], rules.Figures(900, 90, 90)) == first
    assert rules.proposed([], rules.Figures(1, 1, 1)) is None


def test_the_template_gives_a_disease_its_own_measures() -> None:
    measles, flu = rules.template("measles", ON), rules.template("influenza_h5n1", ON)

    words = {each.what for phase in flu for each in phase.measures}
    assert any("vitamin A" in each.what for phase in measles for each in phase.measures)
    assert not any("vitamin A" in word for word in words)
    assert all(phase.measures for phase in flu), "every phase has something to do"


def test_what_a_plan_keeps_reads_back_the_same() -> None:
    phases = rules.template("measles", ON)

    assert rules.phases_of(rules.said(phases)) == phases


def test_times_run_from_the_change_of_phase() -> None:
    measures = (
        rules.Measure("late", "A", "x", 48),
        rules.Measure("soon", "B", "x", 24),
        rules.Measure("done", "C", "x", 12),
        rules.Measure("undone", "D", "x", 30),
    )
    marks = {
        "done": rules.Mark(True, NOW + 13 * HOUR, "y", ""),
        "undone": rules.Mark(False, NOW + HOUR, "y", ""),
    }

    found = rules.checklist(
        rules.Phase("p", "P", "", measures=measures), NOW, marks, NOW + 31 * HOUR
    )

    assert [line.measure.key for line in found] == ["done", "soon", "undone", "late"]
    assert [line.is_overdue for line in found] == [False, True, True, False]
    assert [line.is_late for line in found] == [True, False, False, False]
    assert found[3].due_at == NOW + 48 * HOUR


def test_the_same_supply_of_two_measures_is_added_up() -> None:
    mask = rules.Supply("Khẩu trang", 5, "cái")
    other = rules.Supply("Khẩu trang", 2, "hộp")
    measures = (
        rules.Measure("a", "A", "x", 1, (mask, other)),
        rules.Measure("b", "B", "x", 1, (mask,)),
    )

    found = rules.needed(rules.Phase("p", "P", "", measures=measures))

    assert found == [rules.Supply("Khẩu trang", 10, "cái"), other]


@pytest.mark.parametrize(
    "now, then, may",
    [("draft", "approved", True), ("draft", "dropped", True), ("approved", "draft", False)],
)
def test_an_approved_plan_is_never_a_draft_again(now: str, then: str, may: bool) -> None:
    assert rules.may_follow(now, then) is may
