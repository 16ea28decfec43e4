"""A hospital that teaches, a station below it, people who learn."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.network import account_at, actor_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.training.actions import courses, trainees
from tuyen.domains.training.models import Course, CourseSession, Enrolment, Programme, Stage
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions as staff
from tuyen.registry.staff.models import StaffMember


@pytest.fixture
def hospital(db: None) -> Unit:
    top = facilities.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return facilities.create_unit(
        parent=top, kind="hospital", name="Bệnh viện đa khoa mẫu", by=SYSTEM
    )


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return facilities.create_unit(
        parent=hospital, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM
    )


@pytest.fixture
def far_station(hospital: Unit) -> Unit:
    return facilities.create_unit(
        parent=hospital, kind="health_station", name="Trạm Y tế xã Xa", by=SYSTEM
    )


def account(unit: Unit, role: str) -> Account:
    return account_at(ScopeNode.objects.get(pk=unit.pk), role)


def someone(unit: Unit, name: str, profession: str = "doctor") -> StaffMember:
    return staff.add_member(
        unit=unit,
        name=name,
        position="Viên chức",
        profession=profession,
        works_from=dt.date(2020, 1, 1),
        by=SYSTEM,
    )


@pytest.fixture
def office(hospital: Unit) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=hospital.pk), "direction_office")


@pytest.fixture
def head(station: Unit) -> Actor:
    """The doctor at the head of the station, who sends people to courses."""
    return actor_at(ScopeNode.objects.get(pk=station.pk), "station_doctor")


@pytest.fixture
def doctor(station: Unit) -> StaffMember:
    return someone(station, "Lò Văn Học")


@pytest.fixture
def learner(head: Actor, doctor: StaffMember) -> Actor:
    """The same doctor with an account of their own."""
    return replace(head, staff_id=doctor.id)


@pytest.fixture
def programme(office: Actor) -> Programme:
    said = courses.ProgrammeSaid(
        title="Siêu âm ổ bụng cơ bản", topic="ultrasound", hours=24, pass_mark=5.0
    )
    return courses.write_programme(said=said, by=office)


def held(programme: Programme, by: Actor, *, places: int = 0, days_ago: int = 3) -> Course:
    """An open course with two lessons, its last day a day ago."""
    first = clock.today() - dt.timedelta(days=days_ago)
    said = courses.CourseSaid(
        starts_on=first, ends_on=clock.yesterday(), place="Hội trường", places=places
    )
    course = courses.plan_course(programme=programme, said=said, by=by)
    for number, minutes in enumerate((240, 120)):
        lesson = courses.Lesson(
            first + dt.timedelta(days=number), dt.time(7, 30), minutes, f"Bài {number + 1}"
        )
        courses.add_session(course=course, lesson=lesson, by=by)
    return courses.move_course(course=course, to=Stage.OPEN, by=by)


@pytest.fixture
def course(programme: Programme, office: Actor) -> Course:
    return held(programme, office)


@pytest.fixture
def lessons(course: Course) -> list[CourseSession]:
    return list(course.sessions.select_related("course").order_by("starts_at"))


@pytest.fixture
def trainee(course: Course, doctor: StaffMember, station: Unit, head: Actor) -> Enrolment:
    return trainees.enrol(course=course, member=doctor, from_unit_id=station.id, by=head)


def was_there(lessons: list[CourseSession], trainee: Enrolment, by: Actor) -> None:
    for lesson in lessons:
        trainees.note_attendance(session=lesson, present={trainee.id}, by=by)


def passed(trainee: Enrolment, by: Actor, mark: float = 8.0) -> Enrolment:
    trainees.enter_marks(course=trainee.course, marks={trainee.id: mark}, by=by)
    found: Enrolment = Enrolment.objects.select_related("course").get(pk=trainee.id)
    return found
