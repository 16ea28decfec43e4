"""Ultrasound at a station: the survey finds it lacking, the year's plan takes it up, somebody learns it,
and the next survey shows the gap closed. By the pages, but for the course, which is held by its actions."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.capability.models import (
    Gap,
    Need,
    PlanLine,
    SurveyCampaign,
    UnitSurvey,
    YearPlan,
)
from tuyen.domains.capability.tests.conftest import answers, survey_of
from tuyen.domains.training.actions import certificates, courses, trainees
from tuyen.domains.training.models import Enrolment, Stage
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.reading import ANSWER
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions as staff
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db
LINK = "cert_ultrasound"


def unit(parent: Unit | None, kind: str, name: str) -> Unit:
    return facilities.create_unit(parent=parent, kind=kind, name=name, chain="moh", by=SYSTEM)


@pytest.fixture
def hospital(db: None) -> Unit:
    return unit(unit(None, "health_department", "Sở Y tế mẫu"), "hospital", "Bệnh viện tỉnh mẫu")


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return unit(hospital, "health_station", "Trạm Y tế xã Mẫu")


@pytest.fixture
def learner(station: Unit) -> StaffMember:
    return staff.add_member(
        unit=station,
        name="Lò Văn Học",
        position="Trưởng trạm",
        profession="doctor",
        works_from=dt.date(2020, 1, 1),
        by=SYSTEM,
    )


def desk(at: Unit, role: str) -> Any:
    return browser_of(account_at(ScopeNode.objects.get(unit_id=at.id), role))


def post(browser: Any, name: str, *args: object, **said: str) -> Any:
    response = browser.post(reverse(name, args=args), said)
    assert response.status_code == 302, response.content.decode()[:4000]
    return response


def campaign_of(office: Any, year: int) -> SurveyCampaign:
    post(
        office,
        "capability:new_campaign",
        title=f"Khảo sát năng lực {year}",
        year=str(year),
        unit_kind="health_station",
        form_code="capability_station",
        due_on="+30",
    )
    campaign = SurveyCampaign.objects.get(year=year)
    post(office, "capability:send", campaign.id)
    return campaign


def hand_in(browser: Any, survey: UnitSurvey) -> int:
    """The station sends the paper with what stands in the box of ultrasound certificates; how many."""
    shown = browser.get(reverse("capability:answer", args=[survey.id])).content.decode()
    form = forms.find(survey.form_code)
    filled = forms.prefilled(form, unit_id=survey.to_unit_id, on=clock.today())
    assert f'name="{ANSWER}{LINK}"' in shown
    said = {}
    for link, value in answers(**{LINK: filled[LINK]}).items():
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        said[ANSWER + link] = text
    response = browser.post(reverse("capability:answer", args=[survey.id]), said)
    assert response.status_code == 302
    return int(filled[LINK])


def taught(hospital: Unit, station: Unit, learner: StaffMember, need: Need) -> None:
    """The hospital's course for this need: attended, passed, certified."""
    nodes = ScopeNode.objects
    office = actor_at(nodes.get(unit_id=hospital.id), "direction_office")
    head = actor_at(nodes.get(unit_id=station.id), "station_doctor")
    programme = courses.write_programme(
        said=courses.ProgrammeSaid(
            title="Siêu âm tổng quát", topic="ultrasound", hours=24, pass_mark=5.0
        ),
        by=office,
    )
    first = clock.today() - dt.timedelta(days=3)
    course = courses.plan_course(
        programme=programme,
        said=courses.CourseSaid(starts_on=first, ends_on=clock.yesterday(), place="Hội trường"),
        by=office,
        needs=[courses.NeedSaid(need.id, need.unit_id, need.title)],
    )
    lesson = courses.Lesson(first, dt.time(7, 30), 240, "Bài 1")
    courses.add_session(course=course, lesson=lesson, by=office)
    course = courses.move_course(course=course, to=Stage.OPEN, by=office)
    trainee = trainees.enrol(course=course, member=learner, from_unit_id=station.id, by=head)
    for session in course.sessions.select_related("course"):
        trainees.note_attendance(session=session, present={trainee.id}, by=office)
    trainees.enter_marks(course=course, marks={trainee.id: 8.0}, by=office)
    passed = Enrolment.objects.select_related("course").get(pk=trainee.id)
    certificates.give_certificates(course=course, enrolments=[passed], by=office)


@pytest.mark.capability("A3", "A4")
def test_a_gap_found_by_the_survey_is_closed_in_the_next(
    hospital: Unit, station: Unit, learner: StaffMember
) -> None:
    office, ours = desk(hospital, "direction_office"), desk(station, "station_doctor")
    year = clock.today().year

    # last year's survey finds that nobody at the station is certified
    campaign_of(office, year - 1)
    survey = survey_of(station, year - 1)
    assert hand_in(ours, survey) == 0
    gap = Gap.objects.get(survey_id=survey.id, code="ultrasound")
    assert gap.effect == "new"

    # one click makes the need; the hospital ranks it and puts it into the plan of the year
    post(ours, "capability:raise_needs", survey.id)
    need = Need.objects.get()
    assert "Chứng chỉ siêu âm" in office.get(reverse("capability:needs")).content.decode()
    post(office, "capability:plans", year=str(year), title="Kế hoạch chỉ đạo tuyến")
    plan = YearPlan.objects.get()
    post(
        office,
        "capability:plan_add",
        plan.id,
        "training",
        "ultrasound",
        title="Lớp siêu âm tổng quát",
        quarter="1",
        money="upper",
        cost_dong="60.000.000",
    )
    post(office, "capability:approve", plan.id, decision="15/KH-BV")
    line = PlanLine.objects.get()
    promised = ours.get(reverse("capability:unit_needs", args=[station.id])).content.decode()
    assert "Lớp siêu âm tổng quát" in promised

    # the line leads to the course; it is held and the certificate given
    begun = office.get(reverse("capability:line", args=[line.id])).content.decode()
    assert f"{reverse('training:new_course')}?need={need.id}" in begun
    taught(hospital, station, learner, need)
    post(office, "capability:line", line.id, state="done", result="Đã cấp chứng chỉ")

    # the survey of this year fills itself in with the certificate, and the gap is closed
    campaign_of(office, year)
    later = survey_of(station, year)
    assert hand_in(ours, later) == 1
    shown = office.get(reverse("capability:plan", args=[plan.id])).content.decode()

    assert Gap.objects.get(survey_id=later.id, code="ultrasound").effect == "closed"
    assert Need.objects.get(pk=need.id).state == "met"
    assert "Đã hết 1" in shown
