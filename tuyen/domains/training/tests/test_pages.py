"""Every page of training answers both sides, with few statements."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.training.actions import trainees
from tuyen.domains.training.models import Course, CourseSession, Enrolment, Programme
from tuyen.domains.training.tests.conftest import account, held, someone
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


def test_the_office_makes_a_programme_and_a_course_by_form(hospital: Unit) -> None:
    browser = browser_of(account(hospital, "direction_office"))
    browser.post(
        reverse("training:new_programme"),
        {
            "title": "Hồi sức tích cực cơ bản",
            "topic": "intensive_care",
            "hours": "40",
            "method": "on_site",
            "attendance_percent": "80",
            "pass_mark": "5,5",
            "professions": ["doctor"],
        },
    )
    programme = Programme.objects.get()
    day = f"{clock.today():%d/%m/%Y}"
    told = {"programme": str(programme.id), "starts_on": day, "ends_on": "+4", "places": "20"}

    made = browser.post(reverse("training:new_course"), told, follow=True)

    assert made.status_code == 200
    assert programme.pass_mark == 5.5
    course = Course.objects.get()
    assert course.ends_on - course.starts_on == dt.timedelta(days=4)
    wrong = browser.post(reverse("training:new_course"), told | {"ends_on": "01/01/2020"})
    assert wrong.status_code == 422
    assert "phải sau ngày khai giảng" in wrong.text


def test_pages_of_a_course_on_both_sides(
    course: Course,
    lessons: list[CourseSession],
    trainee: Enrolment,
    hospital: Unit,
    station: Unit,
) -> None:
    for unit, role in ((hospital, "direction_office"), (station, "station_doctor")):
        browser = browser_of(account(unit, role))
        for name in ("course", "trainees", "results"):
            answer = browser.get(reverse(f"training:{name}", args=[course.id]))
            assert answer.status_code == 200, (role, name)
        assert "Lò Văn Học" in answer.text
        for name in ("home", "certificates", "hours", "mine", "sheet", "hours_sheet"):
            assert browser.get(reverse(f"training:{name}")).status_code == 200, (role, name)
        session = browser.get(reverse("training:session", args=[lessons[0].id]))
        assert ("Mã điểm danh" in session.text) == (role == "direction_office")
        unit_page = browser.get(reverse("training:of_unit", args=[station.id]))
        assert "Siêu âm ổ bụng cơ bản" in unit_page.text


def test_the_lower_unit_registers_by_form_and_reads_why_not(
    course: Course, station: Unit, doctor: StaffMember
) -> None:
    browser = browser_of(account(station, "station_doctor"))
    address = reverse("training:trainees", args=[course.id])
    told = {"unit": str(station.id), "staff": str(doctor.id)}

    first = browser.post(address, told, follow=True)
    again = browser.post(address, told)

    assert "Lò Văn Học" in first.text
    assert again.status_code == 422
    assert "đã có trong danh sách" in again.text


def test_a_stranger_finds_no_course(course: Course, far_station: Unit, office: Actor) -> None:
    from tuyen.domains.training.actions import courses

    courses.set_quotas(course=course, places={office.unit_id: 3}, by=office)
    browser = browser_of(account(far_station, "station_doctor"))

    assert browser.get(reverse("training:course", args=[course.id])).status_code == 404


def test_marks_typed_with_a_comma_then_certificates(
    course: Course,
    lessons: list[CourseSession],
    trainee: Enrolment,
    hospital: Unit,
    office: Actor,
) -> None:
    for lesson in lessons:
        trainees.note_attendance(session=lesson, present={trainee.id}, by=office)
    browser = browser_of(account(hospital, "direction_office"))

    browser.post(reverse("training:results", args=[course.id]), {f"mark-{trainee.id}": "7,5"})
    browser.post(reverse("training:certify", args=[course.id]), {"trainee": [str(trainee.id)]})
    shown = browser.get(reverse("training:results", args=[course.id]))

    assert Enrolment.objects.get().mark == 7.5
    assert "CC-ĐTLT" in shown.text


def test_the_list_and_the_course_ask_few_statements(
    programme: Programme, office: Actor, hospital: Unit, station: Unit
) -> None:
    for number in range(4):
        course = held(programme, office)
        member = someone(station, f"Lò Văn {number}")
        trainees.enrol(course=course, member=member, from_unit_id=station.id, by=office)
    browser = browser_of(account(hospital, "direction_office"))
    addresses = [
        reverse("training:home"),
        reverse("training:course", args=[course.id]),
        reverse("training:results", args=[course.id]),
        reverse("training:hours"),
    ]

    for address in addresses:
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        assert len(statements) <= 9, (address, "\n".join(statements))
