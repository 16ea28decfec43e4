"""An administrator draws a form, brings one in, publishes it; old answers keep their version."""

import base64
import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms import actions
from tuyen.platform.forms.models import FormFile, FormVersion
from tuyen.platform.forms.tests.test_xlsform import YES_NO, _book

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def place() -> ScopeNode:
    return node("Bệnh viện mẫu", kind="hospital")


@pytest.fixture
def officer(place: ScopeNode) -> Actor:
    return actor_at(place, "direction_office")


@pytest.fixture
def browser(place: ScopeNode) -> Client:
    return browser_of(account_at(place, "unit_administrator"))


def _drawn(by: Actor) -> FormVersion:
    row: FormVersion = actions.draw_form(title="Phiếu khảo sát nước sạch", by=by)
    raw = {"link": "well", "kind": "boolean", "label_vi": "Có giếng", "score": 1}
    return actions.put_item(version=row, raw=raw, by=by)


def test_a_published_version_never_changes_and_the_next_one_takes_over(officer: Actor) -> None:
    first = actions.publish(version=_drawn(officer), valid_from=clock.today(), by=officer)

    with pytest.raises(Refused, match="phiên bản mới"):
        actions.drop_item(version=first, link="well", by=officer)
    second = actions.revise_form(version=first, by=officer)
    actions.put_item(
        version=second,
        raw={"link": "tap", "kind": "boolean", "label_vi": "Có nước máy"},
        by=officer,
    )
    actions.publish(version=second, valid_from=clock.today(), by=officer)

    assert forms.find(first.code).version == "2"
    assert list(forms.kept(first.code, "1").by_link) == ["well"]


def test_a_form_is_in_use_only_from_its_day(officer: Actor) -> None:
    row = _drawn(officer)
    actions.publish(version=row, valid_from=clock.today() + dt.timedelta(days=3), by=officer)

    with pytest.raises(forms.NoForm):
        forms.find(row.code)


def test_a_question_cannot_be_moved_before_what_it_depends_on(officer: Actor) -> None:
    row = _drawn(officer)
    deep = {
        "link": "deep",
        "kind": "integer",
        "label_vi": "Sâu bao nhiêu mét",
        "when": [{"question": "well", "is": "=", "answer": True}],
    }
    actions.put_item(version=row, raw=deep, by=officer)

    with pytest.raises(Refused, match="không có ở phía trên"):
        actions.move_item(version=row, link="deep", places=-1, by=officer)


def test_another_unit_copies_instead_of_changing(officer: Actor) -> None:
    row = actions.publish(version=_drawn(officer), valid_from=clock.today(), by=officer)
    stranger = actor_at(node("Nơi khác", kind="hospital"), "direction_office")

    with pytest.raises(NotPermitted, match="sao thành"):
        actions.revise_form(version=row, by=stranger)
    copy = actions.copy_form(form=forms.find(row.code), by=stranger)

    assert (copy.unit_id, copy.code != row.code) == (stranger.unit_id, True)


def test_a_workbook_with_a_taken_name_is_refused(officer: Actor) -> None:
    actions.import_form(content=_book(["text", "q", "A"]), by=officer)
    stranger = actor_at(node("Nơi khác", kind="hospital"), "direction_office")

    with pytest.raises(Refused, match="phieu_thu"):
        actions.import_form(content=_book(["text", "q", "A"]), by=stranger)


def test_the_editor_draws_a_form_from_the_first_question_to_its_use(browser: Client) -> None:
    browser.post(reverse("forms:new"), {"title": "Phiếu tiêm chủng"})
    row = FormVersion.objects.get()
    item = reverse("forms:item", args=[row.id])
    browser.post(item, {"kind": "group", "link": "cold", "label_vi": "Dây chuyền lạnh"})
    browser.post(
        f"{item}?parent=cold",
        {
            "kind": "choice",
            "link": "fridge",
            "label_vi": "Tủ lạnh",
            "options": "good | Chạy tốt | 2\nbad | Hỏng | 0\nnone | Không có | -",
            "required": "on",
        },
    )
    wrong = browser.post(
        item,
        {"kind": "text", "link": "why", "label_vi": "Vì sao", "relevant": "when(${fridge})"},
    )
    browser.post(
        item,
        {"kind": "text", "link": "why", "label_vi": "Vì sao", "relevant": "${fridge} = 'bad'"},
    )
    page = browser.get(reverse("forms:version", args=[row.id]))
    browser.post(
        reverse("forms:publish", args=[row.id]), {"valid_from": f"{clock.today():%d/%m/%Y}"}
    )

    form = forms.find("phieu_tiem_chung")
    assert wrong.status_code == 422
    assert "Chưa hiểu điều kiện" in wrong.content.decode()
    assert page.status_code == 200
    assert forms.score(form, {"fridge": "good"}).of == 2
    assert [f.code for f in forms.check(form, {"fridge": "bad"})[1]] == []


def test_a_form_is_tried_out_without_keeping_anything(browser: Client) -> None:
    form = forms.find("supervision_station")
    url = reverse("forms:show", args=[form.code, form.version])

    shown, tried = browser.get(url), browser.post(url, {"a:staff_on_duty": "met"})
    redrawn = browser.post(url, {"a:emergency_box": "not_met", "form-redraw": "1"})

    assert shown.status_code == 200
    assert tried.status_code == 422
    assert "Cần trả lời câu này" in tried.content.decode()
    assert redrawn.status_code == 200


def test_a_workbook_goes_in_and_out_over_the_pages(browser: Client) -> None:
    good = SimpleUploadedFile("a.xlsx", _book(["select_one yn", "q", "A"], choices=YES_NO))
    bad = SimpleUploadedFile("b.xlsx", _book(["geopoint", "q", "A"]))

    browser.post(reverse("forms:import"), {"file": good})
    refused = browser.post(reverse("forms:import"), {"file": bad})
    out = browser.get(reverse("forms:export", args=[FormVersion.objects.get().id]))

    assert "Dòng 2" in refused.content.decode()
    assert out.content.startswith(b"PK")


def _photo(**said: Any) -> dict[str, Any]:
    return {"content": base64.b64encode(PNG).decode(), "name": "tu-lanh.png"} | said


def test_a_photo_sent_ahead_twice_is_one_and_belongs_to_its_sender(
    browser: Client, place: ScopeNode, visit_form: Any
) -> None:
    url = reverse("forms:file", args=[key := uuid.uuid4()])

    answers = [browser.post(url, _photo()) for _twice in range(2)]
    broken = browser.post(reverse("forms:file", args=[uuid.uuid4()]), _photo(content="%%"))

    row = FormFile.objects.get()
    assert [answer.status_code for answer in answers] == [204, 204]
    assert (row.id, row.name) == (key, "tu-lanh.png")
    assert broken.status_code == 422


def test_a_photo_under_the_id_of_somebody_elses_is_refused_in_words(
    browser: Client, place: ScopeNode, visit_form: Any
) -> None:
    url = reverse("forms:file", args=[uuid.uuid4()])
    browser.post(url, _photo())
    other = browser_of(account_at(place, "direction_office"))

    answer = other.post(url, _photo())
    foreign_letters = other.post(url, _photo(content="ảnh"))

    assert (answer.status_code, foreign_letters.status_code) == (422, 422)
    assert FormFile.objects.count() == 1


def test_a_form_names_only_files_of_its_own_sender(browser: Client, place: ScopeNode) -> None:
    form = forms.find("supervision_station")
    key = uuid.uuid4()
    browser.post(reverse("forms:file", args=[key]), _photo())
    mine = FormFile.objects.get().account_id
    actor = actor_at(place, "direction_office")
    from django.http import QueryDict

    data = QueryDict(f"a:emergency_photo={key}")
    sender = next(iter([actor]))
    _answers, theirs = forms.read(form, data, by=sender)

    assert mine != sender.account_id
    assert ("emergency_photo", "not_file") in [(fault.where, fault.code) for fault in theirs]
