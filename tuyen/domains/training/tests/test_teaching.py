"""Whoever teaches earns hours too, by the rulebook's factor, shown as unverified."""

import datetime as dt
from uuid import UUID

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.training import clock_of_hours, rules, teaching
from tuyen.domains.training.actions import courses
from tuyen.domains.training.models import Course, Programme, Stage
from tuyen.domains.training.tests.conftest import account, held, someone
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(hospital: Unit) -> StaffMember:
    return someone(hospital, "Lò Văn Giảng")


def taught(course: Course, teacher: StaffMember, by: Actor, day: dt.date | None = None) -> UUID:
    lesson = courses.Lesson(
        day or course.starts_on, dt.time(13, 30), 100, "Đầu dò", teacher.id, teacher.name
    )
    return courses.add_session(course=course, lesson=lesson, by=by).id


def standing_of(teacher: StaffMember) -> clock_of_hours.Standing:
    return clock_of_hours.standings([teacher], clock.today())[0]


@pytest.mark.parametrize(
    "minutes, hours",
    [
        pytest.param(50, 2.0, id="one period counts twice"),
        pytest.param(120, 4.8, id="part of a period counts as a part"),
        pytest.param(0, 0.0, id="nothing"),
    ],
)
def test_a_period_taught_counts_by_the_factor(minutes: int, hours: float) -> None:
    assert rules.teaching_hours(minutes, period_minutes=50, factor=2.0) == hours


@pytest.mark.capability("E2", where="/training/hours/")
def test_a_lesson_taught_counts_for_the_lecturer_and_says_unverified(
    course: Course, teacher: StaffMember, office: Actor, hospital: Unit
) -> None:
    taught(course, teacher, office)
    rule = rulebook.on(clock_of_hours.RULE, clock.today())

    found = standing_of(teacher)
    page = browser_of(account(hospital, "direction_office")).get(
        reverse("training:person", args=[teacher.id])
    )

    wanted = round(100 / rule["period_minutes"] * rule["teaching_factor"], 1)
    assert (found.taught, found.projection.earned) == (wanted, wanted)
    assert rule.is_unverified
    assert "trong đó giảng dạy" in page.text
    assert "hệ số chưa xác minh" in page.text
    assert "Đầu dò" in page.text


def test_a_lesson_that_was_dropped_or_is_still_to_come_counts_nothing(
    programme: Programme, teacher: StaffMember, office: Actor
) -> None:
    course = held(programme, office)
    dropped = course.sessions.get(pk=taught(course, teacher, office))
    courses.drop_session(session=dropped, by=office)
    coming = courses.plan_course(
        programme=programme,
        said=courses.CourseSaid(
            starts_on=clock.today() + dt.timedelta(days=1),
            ends_on=clock.today() + dt.timedelta(days=2),
        ),
        by=office,
    )
    taught(coming, teacher, office)
    courses.move_course(course=coming, to=Stage.OPEN, by=office)

    assert standing_of(teacher).taught == 0
    assert teaching.lessons_of(teacher.id, clock.today()) == []
