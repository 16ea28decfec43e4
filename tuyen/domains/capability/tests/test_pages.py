"""The pages, as the station and the department walk through them."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.drawn import drawn
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.capability.actions import needs, plans
from tuyen.domains.capability.actions import surveys as actions
from tuyen.domains.capability.models import (
    Gap,
    Need,
    PlanLine,
    SurveyCampaign,
    UnitSurvey,
    YearPlan,
)
from tuyen.domains.capability.tests.conftest import answers, browser_at, survey_of
from tuyen.platform.forms.reading import ANSWER
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def text(browser: Any, name: str, *args: object, **query: str) -> str:
    response = browser.get(reverse(f"capability:{name}", args=args), query)
    assert response.status_code == 200, name
    return str(response.content.decode())


@pytest.fixture
def desk(department: Unit) -> Any:
    return browser_at(department, "department_officer")


@pytest.fixture
def ours(station: Unit) -> Any:
    return browser_at(station, "station_doctor")


def posted() -> dict[str, Any]:
    """The answers as a browser sends them."""
    said = {}
    for link, value in answers(cert_ultrasound=0).items():
        said[ANSWER + link] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return said


def test_a_campaign_is_drawn_up_and_sent_from_the_pages(
    desk: Any, station: Unit, neighbour: Unit
) -> None:
    sent = {
        "title": "Khảo sát 2026",
        "year": "2026",
        "unit_kind": "health_station",
        "form_code": "capability_station",
        "due_on": "+30",
    }

    desk.post(reverse("capability:new_campaign"), sent)
    campaign = SurveyCampaign.objects.get()
    desk.post(reverse("capability:send", args=[campaign.id]))

    assert UnitSurvey.objects.count() == 2
    assert station.name in text(desk, "campaign", campaign.id)


@pytest.mark.capability("A3")
def test_a_survey_that_the_department_drew_is_sent_answered_and_scored(
    desk: Any, ours: Any, officer: Actor, station: Unit
) -> None:
    question = {
        "link": "water", "kind": "boolean", "label_vi": "Có nước sạch", "required": True,
        "score": 2, "marks": {"need": "room:water"},
    }  # fmt: skip
    levels = [{"at_least": 0, "label_vi": "Thiếu nước", "tone": "warn"}]
    form = drawn("survey", "Phiếu nước sạch", question, levels=levels, by=officer)
    said = {"title": "Nước 2026", "year": "2026", "unit_kind": "health_station"}

    offered = text(desk, "new_campaign")
    desk.post(reverse("capability:new_campaign"), said | {"form_code": form.code, "due_on": "+30"})
    desk.post(reverse("capability:send", args=[SurveyCampaign.objects.get().id]))
    survey = survey_of(station, 2026)
    ours.post(reverse("capability:answer", args=[survey.id]), {ANSWER + "water": "no"})

    assert "Phiếu nước sạch" in offered
    assert list(Gap.objects.values_list("kind", "code")) == [("room", "water")]
    assert "Thiếu nước" in text(desk, "survey", survey.id)


def test_the_station_answers_its_paper(ours: Any, survey: UnitSurvey, station: Unit) -> None:
    url = reverse("capability:answer", args=[survey.id])
    assert "Dân số phục vụ" in ours.get(url).content.decode()

    faulty = ours.post(url, {ANSWER + "population": ""})
    handed = ours.post(url, posted())

    assert faulty.status_code == 422
    assert handed.status_code == 302, handed.content.decode()[-3000:]
    assert survey_of(station, 2026).state == "submitted"


def test_a_paper_opens_and_shows_its_result_in_few_statements(
    ours: Any, survey: UnitSurvey, doctor: Actor
) -> None:
    with counted() as shown:
        ours.get(reverse("capability:answer", args=[survey.id]))
    actions.submit(survey=survey, answers=answers(cert_ultrasound=0), by=doctor)
    with counted() as result:
        ours.get(reverse("capability:survey", args=[survey.id]))

    assert len(shown) <= 14, shown
    assert len(result) <= 8, result


def test_a_paper_sent_twice_says_who_handed_it_in(
    ours: Any, survey: UnitSurvey, doctor: Actor
) -> None:
    actions.submit(survey=survey, answers=answers(), by=doctor)

    again = ours.post(reverse("capability:answer", args=[survey.id]), posted())

    assert again.status_code == 422
    assert "đã nộp ngày" in again.content.decode()


def test_a_paper_that_arrives_again_from_a_phone_is_the_same_paper(
    ours: Any, survey: UnitSurvey
) -> None:
    url, said = reverse("capability:answer", args=[survey.id]), posted() | {"repeat": str(uuid7())}

    first, again = ours.post(url, said), ours.post(url, said)

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]


def test_one_click_makes_needs_of_all_gaps(ours: Any, survey: UnitSurvey, doctor: Actor) -> None:
    actions.submit(survey=survey, answers=answers(cert_ultrasound=0, eq_ecg=0), by=doctor)

    ours.post(reverse("capability:raise_needs", args=[survey.id]), {"gap": "training:ultrasound"})
    assert Need.objects.count() == 1

    ours.post(reverse("capability:raise_needs", args=[survey.id]))
    assert Need.objects.count() == 2


def test_from_topic_to_approved_plan(desk: Any, station: Unit, officer: Actor) -> None:
    needs.propose(
        unit_id=station.id, kind="equipment", code="ecg", title="Máy điện tim", by=officer
    )
    desk.post(reverse("capability:plans"), {"year": "2027", "title": "Kế hoạch 2027"})
    plan = YearPlan.objects.get()
    assert "Máy điện tim" in text(desk, "needs")
    assert "2027" in text(desk, "topic", "equipment", "ecg")

    line = {
        "title": "Mua máy điện tim",
        "quarter": "2",
        "money": "budget",
        "cost_dong": "45.000.000",
    }
    desk.post(reverse("capability:plan_add", args=[plan.id, "equipment", "ecg"]), line)
    desk.post(reverse("capability:approve", args=[plan.id]), {"decision": "12/QĐ-SYT"})
    made = PlanLine.objects.get()
    desk.post(
        reverse("capability:line", args=[made.id]), {"state": "done", "result": "Đã bàn giao"}
    )

    assert "12/QĐ-SYT" in text(desk, "plan", plan.id)
    assert PlanLine.objects.get().state == "done"
    assert made.cost_dong == 45_000_000


def test_every_list_opens_in_eight_statements(
    desk: Any, survey: UnitSurvey, station: Unit, officer: Actor
) -> None:
    need = needs.propose(unit_id=station.id, kind="other", title="Cổng dịch vụ", by=officer)
    plan = plans.draw_up(year=2027, title="Kế hoạch 2027", by=officer)
    plans.add_line(plan=plan, needs=[need], title="", quarter=1, money="none", by=officer)
    wide = {}

    for name, args in (
        ("home", ()),
        ("campaign", (survey.campaign_id,)),
        ("needs", ()),
        ("need_list", ()),
        ("plans", ()),
        ("plan", (plan.id,)),
        ("unit", (station.id,)),
        ("unit_needs", (station.id,)),
        ("need", (need.id,)),
    ):
        with counted() as asked:
            text(desk, name, *args)
        if len(asked) > 8:
            wide[name] = asked

    assert not wide, {name: len(asked) for name, asked in wide.items()}


def test_spreadsheets_come_out(desk: Any, survey: UnitSurvey, officer: Actor) -> None:
    plan = plans.draw_up(year=2027, title="Kế hoạch 2027", by=officer)

    for name, args in (
        ("campaign_sheet", [survey.campaign_id]),
        ("need_sheet", []),
        ("plan_sheet", [plan.id]),
    ):
        response = desk.get(reverse(f"capability:{name}", args=args))
        assert response.content[:2] == b"PK", name


def test_another_provinces_station_sees_nothing_of_it(
    elsewhere: Unit, survey: UnitSurvey, station: Unit
) -> None:
    browser = browser_at(elsewhere, "station_doctor")

    for name, args in (
        ("survey", [survey.id]),
        ("answer", [survey.id]),
        ("campaign", [survey.campaign_id]),
        ("unit", [station.id]),
        ("unit_needs", [station.id]),
    ):
        assert browser.get(reverse(f"capability:{name}", args=args)).status_code == 404, name


def test_a_unit_finds_its_own_page_from_the_tab(ours: Any, station: Unit) -> None:
    response = ours.get(reverse("capability:home"))

    assert response.status_code == 302
    assert str(station.id) in response["Location"]


def test_a_need_is_proposed_with_what_another_room_said(ours: Any, station: Unit) -> None:
    url = reverse("capability:new_need") + "?kind=equipment&code=ecg&title=Máy điện tim"
    assert "Máy điện tim" in ours.get(url).content.decode()

    sent = {
        "unit_id": str(station.id),
        "kind": "equipment",
        "code": "ecg",
        "title": "Máy điện tim",
        "quantity": "1",
        "cost_dong": "",
        "why": "",
    }
    ours.post(reverse("capability:new_need"), sent)

    assert Need.objects.get().code == "ecg"


def test_a_plan_goes_out_as_a_spreadsheet_and_a_paper_with_the_columns_of_the_page(
    desk: Any, station: Unit, officer: Actor, survey: UnitSurvey
) -> None:
    need = needs.propose(
        unit_id=station.id, kind="equipment", code="ecg", title="Máy điện tim", by=officer
    )
    plan = plans.draw_up(year=2027, title="Kế hoạch 2027", by=officer)
    said: dict[str, Any] = {"title": "Mua máy điện tim", "responsible": "Phòng Kế hoạch"}
    plans.add_line(
        plan=plan, needs=[need], quarter=2, money="budget", cost_dong=40_000_000, by=officer, **said
    )

    sheet = desk.get(reverse("capability:plan_sheet", args=[plan.id]))
    paper = desk.get(reverse("capability:plan_paper", args=[plan.id]))

    head, first, total = (
        CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    )
    told = dict(zip(head, first, strict=True))
    assert (told["Quý"], told["Việc"], told["Đơn vị"]) == (2, "Mua máy điện tim", 1)
    assert (told["Kinh phí (đồng)"], told["Khoảng trống sau khảo sát"]) == (
        40_000_000, "chờ khảo sát",
    )  # fmt: skip
    assert dict(zip(head, total, strict=True))["Kinh phí (đồng)"] == 40_000_000
    words = letters_of(paper.content)
    assert paper["Content-Type"] == "application/pdf"
    for each in ("Muamáyđiệntim", "PhòngKếhoạch", "40.000.000đ", "chờkhảosát"):
        assert each in words
