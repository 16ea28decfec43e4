"""From a programme to trainees with a place: quotas, waiting list, timetable."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.training import queries
from tuyen.domains.training.actions import courses, trainees
from tuyen.domains.training.models import Course, CourseSession, Enrolment, Place, Programme, Stage
from tuyen.domains.training.tests.conftest import held, someone
from tuyen.platform.ui import cards
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


@pytest.mark.capability("E3")
def test_a_unit_sends_its_own_people_and_nobody_elses(
    course: Course, head: Actor, far_station: Unit, doctor: StaffMember, station: Unit
) -> None:
    stranger = someone(far_station, "Vàng A Xa")

    row = trainees.enrol(course=course, member=doctor, from_unit_id=station.id, by=head)

    assert row.state == Place.TAKEN
    with pytest.raises(NotPermitted):
        trainees.enrol(course=course, member=stranger, from_unit_id=far_station.id, by=head)
    with pytest.raises(Refused, match="không làm việc"):
        trainees.enrol(course=course, member=stranger, from_unit_id=station.id, by=head)


def test_a_full_quota_is_refused_with_the_reason_or_waits(
    course: Course, office: Actor, head: Actor, station: Unit, trainee: Enrolment
) -> None:
    courses.set_quotas(course=course, places={station.id: 1}, by=office)
    second = someone(station, "Sùng A Chờ")

    with pytest.raises(Refused, match="hết chỉ tiêu"):
        trainees.enrol(course=course, member=second, from_unit_id=station.id, by=head)
    waiting = trainees.enrol(
        course=course, member=second, from_unit_id=station.id, by=head, may_wait=True
    )

    assert waiting.state == Place.WAITING
    moved = trainees.withdraw(enrolment=trainee, by=head, why="Bận trực")
    assert [row.id for row in moved] == [waiting.id]
    assert Enrolment.objects.get(pk=waiting.id).state == Place.TAKEN


def test_a_unit_without_a_quota_is_refused_when_others_have_one(
    course: Course,
    office: Actor,
    head: Actor,
    station: Unit,
    far_station: Unit,
    doctor: StaffMember,
) -> None:
    courses.set_quotas(course=course, places={far_station.id: 2}, by=office)

    with pytest.raises(Refused, match="chưa có"):
        trainees.enrol(
            course=course, member=doctor, from_unit_id=station.id, by=head, may_wait=True
        )


def test_nobody_is_registered_twice(
    course: Course, head: Actor, station: Unit, doctor: StaffMember, trainee: Enrolment
) -> None:
    with pytest.raises(Refused, match="đã có trong danh sách"):
        trainees.enrol(course=course, member=doctor, from_unit_id=station.id, by=head)


def test_only_the_professions_of_the_programme_attend(
    office: Actor, head: Actor, station: Unit, programme: Programme
) -> None:
    said = courses.ProgrammeSaid(
        title="Điện tâm đồ cho bác sĩ", topic="ecg", hours=16, professions=("doctor",)
    )
    course = held(courses.write_programme(said=said, by=office), office)
    midwife = someone(station, "Lò Thị Đỡ", profession="midwife")

    with pytest.raises(Refused, match="đối tượng"):
        trainees.enrol(course=course, member=midwife, from_unit_id=station.id, by=head)


def test_the_lower_unit_sees_courses_open_to_it_and_not_those_of_strangers(
    course: Course, head: Actor, office: Actor
) -> None:
    bureau = facilities.create_unit(
        parent=None, kind="health_bureau", name="Cục mẫu", chain="police", by=SYSTEM
    )
    from tuyen.domains.training.tests.conftest import account
    from tuyen.platform.access.sign_in import actor_of

    stranger = actor_of(account(bureau, "bureau_officer"))

    assert course in queries.courses_for(head)
    assert course in queries.courses_for(office)
    assert stranger is not None
    assert course not in queries.courses_for(stranger)


def test_lessons_lie_within_the_course_and_do_not_overlap(course: Course, office: Actor) -> None:
    first = course.starts_on
    outside = courses.Lesson(first - dt.timedelta(days=9), dt.time(8), 60, "Ngoài kỳ")
    clash = courses.Lesson(first, dt.time(9), 60, "Trùng giờ")

    with pytest.raises(Refused, match="trong thời gian"):
        courses.add_session(course=course, lesson=outside, by=office)
    with pytest.raises(Refused, match="Trùng giờ"):
        courses.add_session(course=course, lesson=clash, by=office)


def test_a_course_ends_on_its_last_day_at_the_earliest(programme: Programme, office: Actor) -> None:
    today = clock.today()
    said = courses.CourseSaid(starts_on=today, ends_on=today + dt.timedelta(days=5))
    course = courses.plan_course(programme=programme, said=said, by=office)
    courses.move_course(course=course, to=Stage.OPEN, by=office)

    with pytest.raises(Refused, match="bế giảng"):
        courses.move_course(course=course, to=Stage.ENDED, by=office)
    with pytest.raises(Refused, match="lý do"):
        courses.move_course(course=course, to=Stage.CANCELLED, by=office)


def test_a_station_does_not_open_courses(programme: Programme, head: Actor) -> None:
    today = clock.today()
    said = courses.CourseSaid(starts_on=today, ends_on=today)

    with pytest.raises(NotPermitted):
        courses.plan_course(programme=programme, said=said, by=head)


@pytest.mark.capability("E3")
def test_the_scanned_code_marks_only_its_holder_present(
    lessons: list[CourseSession], trainee: Enrolment, learner: Actor, head: Actor
) -> None:
    code = trainees.code_now(lessons[0])

    trainees.attend_by_code(session=lessons[0], code=code, by=learner)

    there = queries.present_at(trainee.course)
    assert there == {trainee.id: {lessons[0].id}}
    with pytest.raises(Refused, match="Mã điểm danh đã đổi"):
        trainees.attend_by_code(session=lessons[1], code=code, by=learner)
    with pytest.raises(Refused, match="chưa nối"):
        trainees.attend_by_code(session=lessons[0], code=code, by=head)


def test_attendance_by_list_is_taken_back_by_unticking(
    lessons: list[CourseSession], trainee: Enrolment, office: Actor
) -> None:
    trainees.note_attendance(session=lessons[0], present={trainee.id}, by=office)
    trainees.note_attendance(session=lessons[0], present=set(), by=office)

    assert queries.present_at(trainee.course)[trainee.id] == set()


def test_money_by_source(course: Course, office: Actor) -> None:
    told = {"course": course, "source": "state", "item": "Giảng viên", "by": office}
    line = courses.write_money(planned=9_000_000, spent=0, **told)
    courses.write_money(planned=9_000_000, spent=8_500_000, line=line, **told)

    found = queries.money_by_source(queries.courses_led(office), course.starts_on.year)

    assert found == {"state": (9_000_000, 8_500_000)}


def test_a_course_whose_last_day_is_past_waits_for_its_results_on_the_board(
    course: Course, office: Actor, head: Actor
) -> None:
    """The number on the board and the list behind it are one; the unit that only sent somebody owes none."""
    with clock.stopped(clock.start_of(course.ends_on + dt.timedelta(days=1))):
        shown = cards.cards_on(cards.DIRECTION, office)
        [card] = [each for each in shown if "when=over" in each.url]
        rows = queries.listed(queries.courses_led(office), when="over")

        assert (card.number, card.is_due, list(rows)) == (1, True, [course])
        assert not queries.listed(queries.courses_led(head), when="over").exists()
    with clock.stopped(clock.start_of(course.ends_on)):
        assert not queries.listed(queries.courses_led(office), when="over").exists()
