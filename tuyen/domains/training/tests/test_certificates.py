"""Certificates: earned, numbered, verified by anybody, counted; refused to who was not there."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import browser_of
from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.training import clock_of_hours, rules
from tuyen.domains.training.actions import certificates, courses, trainees
from tuyen.domains.training.models import Certificate, Course, CourseSession, Enrolment, Stage
from tuyen.domains.training.tests.conftest import account, passed, someone, was_there
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions as staff
from tuyen.registry.staff.models import Qualification, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(
    course: Course, lessons: list[CourseSession], trainee: Enrolment, office: Actor
) -> Certificate:
    was_there(lessons, trainee, office)
    row = passed(trainee, office)
    return certificates.give_certificates(course=course, enrolments=[row], by=office)[0]


@pytest.mark.capability("E2")
def test_a_certificate_is_refused_to_somebody_absent(
    course: Course, trainee: Enrolment, office: Actor
) -> None:
    row = passed(trainee, office, mark=9.5)

    with pytest.raises(Refused, match="không có mặt buổi nào"):
        certificates.give_certificates(course=course, enrolments=[row], by=office)

    assert not Certificate.objects.exists()


def test_too_few_hours_or_a_poor_mark_are_refused_with_the_figures(
    course: Course, lessons: list[CourseSession], trainee: Enrolment, office: Actor
) -> None:
    trainees.note_attendance(session=lessons[0], present={trainee.id}, by=office)
    row = passed(trainee, office, mark=4.5)

    with pytest.raises(Refused) as refusal:
        certificates.give_certificates(course=course, enrolments=[row], by=office)

    assert "dự 66% số giờ, cần 80%" in str(refusal.value.message)
    assert "điểm 4,5, cần 5" in str(refusal.value.message)


@pytest.mark.capability("E2")
def test_a_certificate_becomes_a_qualification_that_the_survey_counts(
    given: Certificate, doctor: StaffMember, station: Unit
) -> None:
    today = clock.today()

    held = facts.ask("training.certificates", unit_id=station.id, topic="ultrasound", on=today)
    qualified = facts.ask("staff.qualified", unit_id=station.id, topic="ultrasound", on=today)

    assert held == qualified == {doctor.id}
    assert facts.ask("training.hours", staff_ids=[doctor.id], on=today) == {doctor.id: 24}
    assert Qualification.objects.get(staff=doctor).number == given.number
    before = given.issued_on - dt.timedelta(days=1)
    assert not facts.ask("training.certificates", unit_id=station.id, topic="ultrasound", on=before)


def test_numbers_follow_each_other(given: Certificate, office: Actor, course: Course) -> None:
    assert given.number.startswith(f"0001/{given.issued_on.year}/CC-ĐTLT")
    with pytest.raises(Refused, match="đã có chứng chỉ"):
        certificates.give_certificates(
            course=course,
            enrolments=list(course.enrolments.select_related("course")),
            by=office,
        )


def test_no_certificate_before_the_last_day(
    course: Course, lessons: list[CourseSession], trainee: Enrolment, office: Actor
) -> None:
    was_there(lessons, trainee, office)
    row = passed(trainee, office)

    with pytest.raises(Refused, match="chưa bế giảng"):
        certificates.give_certificates(
            course=course, enrolments=[row], by=office, on=course.starts_on
        )


def test_anybody_may_verify_and_learns_initials_only(given: Certificate, client: Client) -> None:
    shown = client.get(reverse("training:verify", args=[given.id]))
    unknown = client.get(reverse("training:verify", args=[uuid7()]))

    assert "L.V.H." in shown.text
    assert "Còn giá trị" in shown.text
    assert given.title in shown.text
    assert "Lò Văn Học" not in shown.text
    assert given.number not in shown.text
    assert unknown.status_code == 404


def test_a_revoked_certificate_says_so_and_counts_no_longer(
    given: Certificate, office: Actor, doctor: StaffMember, station: Unit, client: Client
) -> None:
    with pytest.raises(Refused, match="lý do"):
        certificates.revoke(certificate=given, by=office, why=" ")
    certificates.revoke(certificate=given, by=office, why="Cấp nhầm người")

    today = clock.today()
    assert "Đã thu hồi" in client.get(reverse("training:verify", args=[given.id])).text
    assert not facts.ask("training.certificates", unit_id=station.id, topic="ultrasound", on=today)
    assert not facts.ask("staff.qualified", unit_id=station.id, topic="ultrasound", on=today)
    assert facts.ask("training.hours", staff_ids=[doctor.id], on=today) == {doctor.id: 0}


def test_the_paper_is_a_pdf_for_whoever_may_see_it(
    given: Certificate, hospital: Unit, far_station: Unit
) -> None:
    address = reverse("training:paper", args=[given.id])

    answer = browser_of(account(hospital, "direction_office")).get(address)

    assert answer.content.startswith(b"%PDF")
    assert browser_of(account(far_station, "station_doctor")).get(address).status_code == 404


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _shown(**more: object) -> certificates.Shown:
    told = {
        "title": "Điện tâm đồ",
        "topic": "ecg",
        "hours": 48.0,
        "number": "123/ĐHY",
        "issued_by": "Trường Đại học Y mẫu",
        "issued_on": clock.yesterday(),
    } | more
    return certificates.Shown(**told)  # type: ignore[arg-type]


@pytest.mark.capability("E2")
def test_a_certificate_from_elsewhere_counts_with_its_scan(
    doctor: StaffMember, station: Unit, head: Actor
) -> None:
    row = certificates.add_external(
        member=doctor, unit_id=station.id, shown=_shown(), chunks=[PDF], by=head
    )

    assert row.sha256
    assert facts.ask("training.hours", staff_ids=[doctor.id], on=clock.today()) == {doctor.id: 48}
    with pytest.raises(Refused, match="đã được ghi"):
        certificates.add_external(
            member=doctor, unit_id=station.id, shown=_shown(), chunks=[PDF], by=head
        )
    late = _shown(number="2", issued_on=clock.today() + dt.timedelta(days=2))
    with pytest.raises(Refused, match="tương lai"):
        certificates.add_external(
            member=doctor, unit_id=station.id, shown=late, chunks=[PDF], by=head
        )


def test_the_form_for_a_certificate_from_elsewhere(doctor: StaffMember, station: Unit) -> None:
    browser = browser_of(account(station, "station_doctor"))
    told = {
        "staff": str(doctor.id),
        "title": "Điện tâm đồ",
        "topic": "ecg",
        "hours": "48",
        "number": "77/ĐHY",
        "issued_by": "Trường Đại học Y mẫu",
        "issued_on": f"{clock.yesterday():%d/%m/%Y}",
    }

    lacking = browser.post(reverse("training:external"), told)
    scan = SimpleUploadedFile("a.pdf", io.BytesIO(PDF).read())
    saved = browser.post(reverse("training:external"), {**told, "scan": scan}, follow=True)

    assert lacking.status_code == 422
    assert "77/ĐHY" in saved.text
    row = Certificate.objects.get(number="77/ĐHY")
    assert browser.get(reverse("training:scan", args=[row.id])).status_code == 200


@pytest.mark.capability("E2")
def test_who_will_fall_short_is_listed(
    doctor: StaffMember, station: Unit, head: Actor, given: Certificate
) -> None:
    nurse = someone(station, "Vàng Thị Thiếu")
    for member, number in ((doctor, "1"), (nurse, "2")):
        staff.add_licence(
            member=member,
            number=f"{number}-MAU",
            profession="doctor",
            scope="general",
            issued_on=dt.date(2015, 1, 1),
            by=SYSTEM,
        )
    shown = _shown(number="to", hours=96.0)
    certificates.add_external(member=doctor, unit_id=station.id, shown=shown, chunks=[PDF], by=head)

    found = clock_of_hours.standings([doctor, nurse], clock.today())

    assert [each.projection.outlook for each in found] == [rules.Outlook.DONE, rules.Outlook.SHORT]
    text = browser_of(account(station, "station_doctor")).get(
        reverse("training:hours"), {"outlook": "short"}
    )
    assert "Vàng Thị Thiếu" in text.text
    assert "Lò Văn Học" not in text.text


def test_an_ended_course_takes_nobody_and_keeps_its_marks(
    given: Certificate, course: Course, office: Actor, head: Actor, station: Unit
) -> None:
    courses.move_course(course=course, to=Stage.ENDED, by=office)
    late = someone(station, "Giàng A Muộn")
    taken = course.enrolments.get()

    with pytest.raises(Refused, match="đã kết thúc"):
        trainees.enrol(course=course, member=late, from_unit_id=station.id, by=head)
    with pytest.raises(Refused, match="thu hồi chứng chỉ"):
        trainees.enter_marks(course=course, marks={taken.id: 3.0}, by=office)
