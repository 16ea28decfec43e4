"""A form says what it is for and what its points mean; rooms offer forms of their own kind."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import forms
from tuyen.platform.forms import actions, kinds, queries
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.rules import body as bodies
from tuyen.platform.forms.xlsform_out import workbook

pytestmark = pytest.mark.django_db
LEVELS = [
    {"at_least": 50, "label_vi": "Khá", "tone": "info"},
    {"at_least": 80, "label_vi": "Tốt", "tone": "good"},
    {"at_least": 0, "label_vi": "Yếu", "tone": "danger"},
]
SCORED = {"link": "water", "kind": "boolean", "label_vi": "Có nước sạch", "score": 4}
COUNTED = {
    "link": "beds",
    "kind": "integer",
    "label_vi": "Số giường",
    "bands": [[1, 2], [5, 6]],
    "marks": {"need": "equipment", "code": "bed", "title": "Giường"},
}


@pytest.fixture
def officer(db: None) -> Actor:
    return actor_at(node("Bệnh viện mẫu", kind="hospital"), "direction_office")


def drawn(by: Actor, kind: str = kinds.SURVEY, *, raw: Any = SCORED) -> FormVersion:
    row = actions.draw_form(title="Phiếu nước sạch", kind=kind, by=by)
    actions.put_item(version=row, raw=raw, by=by)
    return row


def in_use(row: FormVersion, by: Actor) -> FormVersion:
    return actions.publish(version=row, valid_from=clock.today(), by=by)


def test_a_drawn_form_gives_the_word_of_its_highest_level_reached(officer: Actor) -> None:
    row = drawn(officer, raw=COUNTED)
    actions.describe(version=row, title=row.title, kind="survey", levels=LEVELS, by=officer)

    form = forms.find(in_use(row, officer).code)

    words = [forms.score(form, {"beds": beds}).level for beds in (0, 1, 5)]
    assert [level.label_vi if level else "" for level in words] == ["Yếu", "Yếu", "Tốt"]
    assert [level.at_least for level in form.levels] == [80, 50, 0]


def test_levels_belong_to_their_version(officer: Actor) -> None:
    row = drawn(officer)
    actions.describe(version=row, title=row.title, kind="survey", levels=LEVELS, by=officer)
    in_use(row, officer)

    with pytest.raises(Refused, match="phiên bản mới"):
        actions.describe(version=row, title=row.title, kind="test", levels=[], by=officer)
    second = actions.revise_form(version=row, by=officer)
    actions.describe(
        version=second, title="Nước sạch 2", kind="survey", levels=LEVELS[:1], by=officer
    )
    in_use(second, officer)

    assert len(forms.kept(row.code, "1").levels) == 3
    assert (len(forms.find(row.code).levels), forms.find(row.code).title_vi) == (1, "Nước sạch 2")


@pytest.mark.parametrize(
    "levels, reason",
    [
        ([{"at_least": 120, "label_vi": "Tốt"}], "từ 0 đến 100"),
        ([{"label_vi": "Tốt"}], "từ 0 đến 100"),
        ([{"at_least": 50, "label_vi": " "}], "cần lời"),
        ([{"at_least": 50, "label_vi": "A"}, {"at_least": 50, "label_vi": "B"}], "cùng một tỷ lệ"),
        ([{"at_least": n, "label_vi": "A"} for n in range(9)], "Nhiều nhất 8"),
    ],
)
def test_levels_that_make_no_sense_are_refused(officer: Actor, levels: Any, reason: str) -> None:
    row = drawn(officer)

    with pytest.raises(Refused, match=reason):
        actions.describe(version=row, title=row.title, kind="survey", levels=levels, by=officer)


def test_a_kind_that_nobody_draws_is_refused(officer: Actor) -> None:
    with pytest.raises(Refused, match="Không có loại"):
        drawn(officer, "evidence")


def test_a_test_without_points_and_levels_without_points_are_not_put_to_use(
    officer: Actor,
) -> None:
    plain = {"link": "why", "kind": "text", "label_vi": "Vì sao"}
    test, survey = drawn(officer, kinds.TEST, raw=plain), drawn(officer, raw=plain)
    actions.describe(version=survey, title="Ý kiến", kind="survey", levels=LEVELS, by=officer)

    with pytest.raises(Refused, match="ít nhất một câu có điểm"):
        in_use(test, officer)
    with pytest.raises(Refused, match="chưa câu nào tính điểm"):
        in_use(survey, officer)


def test_a_room_is_offered_forms_of_its_kind_that_are_in_use(officer: Actor) -> None:
    in_use(drawn(officer), officer)
    drawn(officer, kinds.SUPERVISION)  # still a draft

    surveys = [code for code, _title in queries.choices(kinds.SURVEY)]
    checklists = [code for code, _title in queries.choices(kinds.SUPERVISION)]

    assert {"phieu_nuoc_sach", "capability_station"} <= set(surveys)
    assert "phieu_nuoc_sach_2" not in checklists
    with pytest.raises(Refused, match="không thuộc loại"):
        queries.find_of_kind(kinds.TEST, "phieu_nuoc_sach")


def test_what_the_editor_has_no_box_for_stays_with_its_question() -> None:
    body = {"item": [COUNTED | {"plausible_low": 1, "plausible_high": 40}]}
    typed = {"link": "beds", "kind": "integer", "label_vi": "Giường bệnh", "bands": [[1, 3]]}

    (item,) = bodies.with_item(body, typed, instead_of="beds")["item"]

    assert item["plausible_high"] == 40
    assert item["bands"] == [[1, 3]]
    assert item["marks"] == {"code": "bed", "title": "Giường"}


def test_kind_levels_and_points_of_numbers_go_out_and_in_as_a_workbook(officer: Actor) -> None:
    row = drawn(officer, raw=COUNTED)
    actions.describe(version=row, title=row.title, kind="survey", levels=LEVELS, by=officer)
    sheet = workbook(queries.form_from(row))
    actions.withdraw(version=row, by=officer)

    again = actions.import_form(content=sheet, by=officer)

    assert again.version == 2
    form = queries.form_from(again)
    assert (form.kind, form.levels) == ("survey", queries.form_from(row).levels)
    assert form.by_link["beds"].bands == ((1, 2), (5, 6))


def test_the_page_sets_title_kind_and_levels() -> None:
    browser: Client = browser_of(
        account_at(node("Bệnh viện mẫu", kind="hospital"), "unit_administrator")
    )
    browser.post(reverse("forms:new"), {"title": "Kiểm tra rửa tay", "kind": "supervision"})
    row = FormVersion.objects.get()
    page = reverse("forms:about", args=[row.id])
    sent = {"title": "Rửa tay", "kind": "test", "about": "Mười câu"}
    level = {"at_least-0": "62,5", "label-0": "Đạt", "tone-0": "good"}

    shown = browser.get(page)
    wrong = browser.post(page, sent | {"label-0": "Đạt", "tone-0": "good"})
    browser.post(page, sent | level)
    after = browser.get(reverse("forms:version", args=[row.id]))
    listed = browser.get(reverse("forms:home"))

    row.refresh_from_db()
    assert re.search(r'value="supervision"\s+selected', shown.text)
    assert wrong.status_code == 422
    assert "từ 0 đến 100" in wrong.text
    assert (row.title, row.body["kind"], row.body["level"][0]["at_least"]) == (
        "Rửa tay", "test", 62.5,
    )  # fmt: skip
    assert "Bài kiểm tra khóa học" in after.text
    assert "Đạt từ 62,5 %" in after.text
    assert "Bài kiểm tra khóa học" in listed.text
