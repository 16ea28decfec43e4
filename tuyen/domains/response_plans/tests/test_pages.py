"""A response plan by its pages: written, approved, its phase changed, its measures marked, printed."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.domains.response_plans.actions import phases, plans
from tuyen.domains.response_plans.models import MeasureMark, PhaseSwitch, ResponsePlan
from tuyen.domains.response_plans.tests.conftest import SAID


def url(name: str, *args: object) -> str:
    return reverse(f"response_plans:{name}", args=args)


@pytest.mark.capability("D12", where="/response-plans/")
def test_a_plan_from_the_draft_to_the_measures_of_its_phase(
    office: Client, browser: Client, sick: object
) -> None:
    """A plan is written and approved; one case proposes a phase; a person chooses; work is marked."""
    sick("Lò Văn Một")  # type: ignore[operator]
    head = {"name": "Đáp ứng dịch sởi 2025", "disease": "measles", "basis": "", "within_days": "21"}
    office.post(url("open"), head)
    row = ResponsePlan.objects.get()
    of = {name: url(name, row.id) for name in ("plan", "write", "measure", "approve", "switch")}
    said = {
        "what": "Phát thanh bằng tiếng Thái, tiếng Mông",
        "who": "Cán bộ truyền thông xã",
        "due": "2 ngày",
        "supplies": "Pin loa tay; 40; đôi",
    }
    office.post(of["measure"] + "?phase=sporadic", said)
    office.post(
        of["write"] + "?phase=spread",
        {"name": "Dịch lây lan", "when": "Nhiều xã", "from_cases": "30"},
    )
    below = browser.get(of["plan"]).status_code
    office.post(of["approve"], {"number": "12/QĐ-SYT"})
    shown = office.get(of["plan"]).text
    office.post(of["switch"], {"phase": "sporadic", "why": "Một ca tại xã Mẫu"})

    switched = PhaseSwitch.objects.get()
    key = ResponsePlan.objects.get().phases[1]["measures"][-1]["key"]
    office.post(url("mark", row.id), {"measure": key, "done": "1", "note": "Đã phát 3 buổi"})

    assert below == 404, "a draft is its unit's own"
    assert "Đề xuất giai đoạn “Có ca lẻ”" in shown
    assert switched.proposed == "sporadic"
    assert MeasureMark.objects.get().note == "Đã phát 3 buổi"
    read = browser.get(of["plan"]).text
    assert "Đang ở giai đoạn: Có ca lẻ" in read
    assert "Pin loa tay" in read
    assert "Đã phát 3 buổi" in read
    assert "Trong 21 ngày qua" not in read, "figures are for who sees the cases"
    assert "Chuyển giai đoạn" not in read
    paper = browser.get(url("paper", row.id))
    assert paper.content[:4] == b"%PDF"


@pytest.mark.parametrize(
    "field, typed, says",
    [
        pytest.param("due", "mai", "24 giờ hoặc 7 ngày", id="a time in other words"),
        pytest.param("supplies", "Gạc; nhiều; cái", "số lượng", id="an amount in words"),
        pytest.param("supplies", "Gạc; 5; cái\nBông", "Dòng 2", id="a line without amount"),
        pytest.param("what", "", "bắt buộc", id="nothing to do"),
    ],
)
def test_what_was_typed_stays_on_the_page(
    draft: ResponsePlan, office: Client, field: str, typed: str, says: str
) -> None:
    said = {"what": "Phun khử khuẩn", "who": "Đội Ất", "due": "3 ngày", "supplies": ""}

    answer = office.post(url("measure", draft.id) + "?phase=spread", said | {field: typed})

    assert answer.status_code == 422
    assert says in answer.text
    assert "Đội Ất" in answer.text
    assert "Đội Ất" not in str(ResponsePlan.objects.get().phases)


def test_a_measure_opens_with_what_it_says(draft: ResponsePlan, office: Client) -> None:
    key = draft.phases[2]["measures"][3]["key"]

    read = office.get(url("write", draft.id) + f"?phase=spread&measure={key}").text

    assert 'value="3 ngày"' in read
    assert "Vitamin A 100.000 IU; 300; viên; retinol-100000iu-cap" in read


def test_a_refused_change_of_phase_keeps_the_reason(
    plan: ResponsePlan, office: Client, head: Actor
) -> None:
    phases.switch(plan=plan, phase="spread", why="Lây trong trường", by=head)

    answer = office.post(url("switch", plan.id), {"phase": "spread", "why": "Thêm xã Ất", "at": ""})
    wrong = office.post(url("switch", plan.id), {"phase": "overload", "why": "x", "at": "mai"})

    assert answer.status_code == wrong.status_code == 422
    assert "đang ở giai đoạn này rồi" in answer.text
    assert "Thêm xã Ất" in answer.text


def test_a_struck_change_stays_on_the_page(plan: ResponsePlan, office: Client, head: Actor) -> None:
    row = phases.switch(plan=plan, phase="overload", why="Nhầm", by=head)

    silent = office.post(url("strike", plan.id, row.id), {})
    office.post(url("strike", plan.id, row.id), {"strike_why": "Bấm nhầm dòng"})

    assert silent.status_code == 422
    read = office.get(url("plan", plan.id)).text
    assert "đã hủy" in read
    assert "Bấm nhầm dòng" in read
    assert "Chưa vào giai đoạn nào" in read


def test_an_approved_plan_has_no_page_to_write_at(plan: ResponsePlan, office: Client) -> None:
    assert office.get(url("write", plan.id)).status_code == 404
    assert office.get(url("rename", plan.id)).status_code == 404
    office.post(url("revise", plan.id))
    made = ResponsePlan.objects.get(version=2)
    assert office.get(url("write", made.id)).status_code == 200
    office.post(url("rename", made.id), {"name": "Tên mới", "within_days": "14"})
    office.post(url("drop", made.id))
    made.refresh_from_db()
    assert (made.name, made.disease, made.status) == ("Tên mới", "", "dropped")


def test_a_plan_ends_with_a_reason(plan: ResponsePlan, office: Client) -> None:
    silent = office.post(url("end", plan.id), {})
    office.post(url("end", plan.id), {"why": "Hết dịch"})

    assert silent.status_code == 422
    assert "Hết dịch" in office.get(url("plan", plan.id)).text
    assert "Đáp ứng dịch sởi" in office.get(url("home") + "?state=ended").text


def test_a_plan_of_another_tree_is_not_there(plan: ResponsePlan, head: Actor) -> None:
    row = phases.switch(plan=plan, phase="spread", why="Lây", by=head)
    other = browser_of(account_at(node("Sở khác", kind="health_department"), "department_officer"))

    assert other.get(url("plan", plan.id)).status_code == 404
    assert other.get(url("paper", plan.id)).status_code == 404
    assert other.post(url("mark", plan.id), {"measure": "m1", "done": "1"}).status_code == 404
    assert other.post(url("strike", plan.id, row.id), {"strike_why": "x"}).status_code == 404
    assert other.get(url("plan", uuid.uuid4())).status_code == 404
    assert MeasureMark.objects.count() == 0


def test_plans_are_found_by_name_and_by_disease(plan: ResponsePlan, browser: Client) -> None:
    for words, is_found in (("dap ung", True), ("sởi", True), ("cúm", False)):
        read = browser.get(url("home"), {"q": words}).text
        assert ("Đáp ứng dịch sởi" in read) is is_found, words
    assert "Không có kế hoạch nào khớp" in read


def test_an_empty_list_says_what_will_stand_there(office: Client) -> None:
    assert "Chưa có kế hoạch nào" in office.get(url("home")).text
    assert "không có bản nháp" in office.get(url("home") + "?state=drafts").text


def test_the_pages_keep_to_their_statements(
    plan: ResponsePlan, office: Client, head: Actor
) -> None:
    phases.switch(plan=plan, phase="spread", why="Lây trong trường", by=head)
    for n in range(6):
        made = plans.open_plan(said=SAID, by=head)
        plans.approve(plan=made, number=f"{n}", by=head)
    for most, name, args in ((6, "home", ()), (8, "plan", (plan.id,))):
        office.get(url(name, *args))
        with counted() as statements:
            office.get(url(name, *args))
        assert len(statements) <= most, (name, statements)
