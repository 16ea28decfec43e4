"""Which questions stand, what may be answered, what it is worth."""

import copy
from typing import Any

import pytest

from tuyen.platform.forms.rules.answers import check
from tuyen.platform.forms.rules.doubts import doubts
from tuyen.platform.forms.rules.items import BadForm, Form, form_of
from tuyen.platform.forms.rules.scores import lost, score
from tuyen.platform.forms.tests.conftest import VISIT


def _codes(form: Form, given: dict[str, Any]) -> dict[str, str]:
    return {fault.where: fault.code for fault in check(form, given)[1]}


def test_a_question_is_asked_only_when_its_condition_holds(visit_form: Form) -> None:
    kept, faults = check(visit_form, {"hands": "met", "why": "thừa", "machine": True})

    assert kept == {"hands": "met", "machine": True}
    assert not faults


def test_a_question_that_stands_must_be_answered(visit_form: Form) -> None:
    assert _codes(visit_form, {"hands": "not_met", "machine": False}) == {"why": "required"}


def test_each_row_of_a_table_follows_its_own_answers(visit_form: Form) -> None:
    rows = [{"name": "Người thứ nhất", "doctor": True}, {"name": "Người thứ hai", "doctor": False}]

    assert _codes(visit_form, {"machine": True, "people": rows}) == {"people:0:licence": "required"}


@pytest.mark.parametrize(
    "given, where, code",
    [
        pytest.param({"heat": 41}, "heat", "out_of_range", id="too hot"),
        pytest.param({"beds": 2.5}, "beds", "not_whole", id="half a bed"),
        pytest.param({"beds": "hai"}, "beds", "not_number", id="a word for a number"),
        pytest.param({"hands": "perhaps"}, "hands", "not_choice", id="no such choice"),
        pytest.param({"people": [{"name": "A"}] * 4}, "people", "too_many_rows", id="rows"),
        pytest.param({"people": "ba"}, "people", "not_rows", id="no rows"),
        pytest.param({"colour": "xanh"}, "colour", "unknown_question", id="unknown"),
        pytest.param(
            {"people": [{"name": "A", "doctor": True, "licence": "31/02/2026"}]},
            "people:0:licence",
            "not_date",
            id="no such day",
        ),
    ],
)
def test_an_answer_that_does_not_fit_is_named(
    visit_form: Form, given: dict[str, Any], where: str, code: str
) -> None:
    assert _codes(visit_form, {"machine": True, **given}) == {where: code}


def test_a_strange_figure_is_kept_and_doubted(visit_form: Form) -> None:
    kept, faults = check(visit_form, {"machine": True, "heat": 12})

    assert not faults
    assert [doubt.where for doubt in doubts(visit_form, kept)] == ["heat"]


def test_points_are_counted_over_what_stands_and_applies(visit_form: Form) -> None:
    full = score(visit_form, {"hands": "met", "machine": True, "beds": 12})
    spared = score(visit_form, {"hands": "none", "machine": True, "beds": 3})

    assert (full.points, full.of, full.level.label()) == (7, 7, "Tốt")
    assert (spared.points, spared.of) == (4, 5)
    assert [(part.link, part.points, part.of) for part in full.by_group] == [
        ("room", 2, 2),
        ("machine", 3, 3),
        ("beds", 2, 2),
    ]


def test_what_lost_points_is_said_with_its_mark(visit_form: Form) -> None:
    gaps = lost(visit_form, {"hands": "met", "machine": False, "beds": 10})

    assert [(gap.where, gap.item.marks["need"]) for gap in gaps] == [("machine", "ultrasound")]


@pytest.mark.parametrize(
    "change, code",
    [
        pytest.param({"link": "machine"}, "link_twice", id="a code twice"),
        pytest.param({"link": "giường số"}, "bad_link", id="a code with marks"),
        pytest.param({"kind": "slider"}, "unknown_kind", id="unknown kind"),
        pytest.param({"label_vi": " "}, "no_label", id="no words"),
        pytest.param({"low": 3, "high": 1}, "range_upside_down", id="range upside down"),
        pytest.param({"when": [{"question": "later"}]}, "condition_not_before", id="asks ahead"),
        pytest.param(
            {"when": [{"question": "doctor", "answer": True}]},
            "condition_in_table",
            id="asks into a table",
        ),
        pytest.param(
            {"when": [{"question": "hands", "answer": "perhaps"}]},
            "condition_no_choice",
            id="asks for no choice",
        ),
    ],
)
def test_a_form_that_cannot_work_is_refused(change: dict[str, Any], code: str) -> None:
    body = copy.deepcopy(VISIT)
    body["item"][-1] |= change

    with pytest.raises(BadForm) as refusal:
        form_of(body, code="broken")

    assert refusal.value.code == code
