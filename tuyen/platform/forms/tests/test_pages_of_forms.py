"""A form in the browser: read as it is typed, drawn without a script, quick."""

import datetime as dt
import uuid

import pytest
from django.http import QueryDict

from tuyen.core import clock
from tuyen.platform import forms
from tuyen.platform.forms import prefill, shipped
from tuyen.platform.forms.drawing import draw
from tuyen.platform.forms.queries import shipped_forms
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.forms.shown import draw_answers


def _posted(**names: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in names.items():
        data.appendlist(name.replace("__", ":"), value)
    return data


def test_numbers_days_and_rows_are_read_as_people_type_them(visit_form: Form) -> None:
    data = _posted(a__hands="met", a__machine="yes", a__heat="5,5", a__beds="12")
    data["a:people:0:name"], data["a:people:0:doctor"] = "Lò Thị  Mây", "yes"
    data["s:people:0:licence"], data["a:people:0:licence"] = "1", "3-2-2020"
    data["a:people:2:name"] = ""

    answers, faults = forms.read(visit_form, data)

    assert not faults
    assert answers["heat"] == 5.5
    assert answers["people"] == [{"name": "Lò Thị Mây", "doctor": True, "licence": "2020-02-03"}]


def test_what_cannot_be_read_is_shown_again(visit_form: Form) -> None:
    answers, faults = forms.read(visit_form, _posted(a__machine="yes", a__beds="mười <b>"))

    page = draw(visit_form, answers, faults)

    assert [fault.where for fault in faults] == ["beds"]
    assert 'value="mười &lt;b&gt;"' in page
    assert "Nhập một số" in page


def test_a_question_opened_by_an_answer_is_shown_before_anything_is_kept(visit_form: Form) -> None:
    answers, faults = forms.read(visit_form, _posted(a__hands="not_met", a__machine="no"))

    page = draw(visit_form, answers, faults)

    assert [(fault.where, fault.code) for fault in faults] == [("why", "now_shown")]
    assert " disabled hidden>" not in page.split("Vì sao chưa đạt")[0]


def test_a_question_that_does_not_stand_is_hidden_and_not_sent(visit_form: Form) -> None:
    page = draw(visit_form, {"hands": "met"})

    assert " disabled hidden>" in page


def test_answers_are_read_back_in_words(visit_form: Form) -> None:
    page = draw_answers(visit_form, {"hands": "not_met", "why": "Hết xà phòng", "machine": True})

    assert "Không đạt" in page
    assert "Hết xà phòng" in page
    assert "3/3" in page


def test_a_register_answers_beforehand(visit_form: Form) -> None:
    prefill.register("test.*", lambda unit_id, on, names: dict.fromkeys(names, 2))

    answers = forms.prefilled(visit_form, unit_id=uuid.uuid4(), on=dt.date(2026, 11, 1))

    assert answers == {"machine": True}


@pytest.mark.parametrize("code", shipped.codes())
def test_every_shipped_form_can_be_read_and_drawn(code: str) -> None:
    for form in [form for form in shipped_forms(clock.today()) if form.code == code]:
        assert draw(form)
        assert forms.kept(form.code, form.version) == form
        assert all(item.label_en for item in form.by_link.values())
