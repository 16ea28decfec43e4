"""Courses as both sides see them; trainees, attendance, certificates, hours."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.training import rules
from tuyen.domains.training.models import (
    Attendance,
    Certificate,
    Course,
    CourseNeed,
    CourseSession,
    Enrolment,
    MoneyLine,
    Place,
    Programme,
    Quota,
    Stage,
)
from tuyen.domains.training.permissions import MANAGE
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.staff.queries import working_on


def courses_for(who: Actor) -> QuerySet[Course]:
    """Courses of the units within reach, courses that these units may send to or have sent to."""
    units = direction.reach(who)
    invited = Quota.objects.filter(for_unit_id__in=units, places__gt=0).values("course_id")
    sent = Enrolment.objects.filter(from_unit_id__in=units).values("course_id")
    above = direction.directing(who.unit_id, clock.today()).values("id")
    any_quota = Quota.objects.filter(course_id=OuterRef("pk"), unit_id=OuterRef("unit_id"))
    open_to_us = Q(unit_id__in=above, stage=Stage.OPEN) & ~Exists(any_quota)
    mine = Q(unit_id__in=units) | Q(pk__in=invited) | Q(pk__in=sent) | open_to_us
    return Course.objects.filter(mine)


def tests_withheld_from(who: Actor) -> QuerySet[Enrolment, Any]:
    """Answered tests of others: for the trainee and for whoever leads the course."""
    rows = Enrolment.objects.filter(response_id__isnull=False)
    if who.staff_id:
        rows = rows.exclude(staff_id=who.staff_id)
    if who.may(MANAGE):
        rows = rows.exclude(unit_id__in=direction.reach(who))
    return rows.values("response_id")


def course_for(who: Actor, course_id: uuid.UUID) -> Course | None:
    """One course, if this reader may see it; their own unit's asks two statements at the most."""
    rows = Course.objects.filter(programme__unit_id=F("unit_id"))
    found = rows.select_related("programme").filter(pk=course_id).first()
    if found is None or found.unit_id == who.unit_id:
        return found
    if found.quotas.filter(for_unit_id=who.unit_id, places__gt=0).exists():
        return found
    return found if courses_for(who).filter(pk=course_id).exists() else None


def listed(
    rows: QuerySet[Course], *, words: str = "", when: str = "", topic: str = ""
) -> QuerySet[Course]:
    """Courses of a list: `now` (open), `over` (open, the last day is past: results are still to be
    entered), `planned`, `ended`, `off`; the next first."""
    for word in fold(nfc(words)).split():
        rows = rows.filter(title_fold__contains=word)
    if topic:
        rows = rows.filter(topic=topic)
    if when == "over":
        rows = rows.filter(ends_on__lt=clock.today())
    stages = {
        "now": Stage.OPEN,
        "over": Stage.OPEN,
        "planned": Stage.PLANNED,
        "ended": Stage.ENDED,
        "off": Stage.CANCELLED,
    }
    if when in stages:
        rows = rows.filter(stage=stages[when])
    return rows.order_by("-starts_on", "-id")


def counts_by_stage(rows: QuerySet[Course]) -> dict[str, int]:
    """Stage → how many courses. One statement."""
    counted = rows.order_by().values_list("stage").annotate(n=Count("id"))
    return {str(stage): int(n) for stage, n in counted}


def programmes_for(who: Actor) -> QuerySet[Programme]:
    """Programmes of the units within reach."""
    return Programme.objects.filter(unit_id__in=direction.reach(who)).order_by("title", "id")


def own_programmes(who: Actor) -> QuerySet[Programme]:
    """Programmes in use after which my unit holds courses."""
    home = direction.facility_of(who.unit_id)
    return Programme.objects.filter(unit_id__in={who.unit_id, home}, is_open=True).order_by("title")


def with_lines(rows: QuerySet[Course]) -> QuerySet[Course]:
    """Each course with `unit_name` and `taken`, for a list; no statement more."""
    taken = Enrolment.objects.filter(
        course_id=OuterRef("pk"), unit_id=OuterRef("unit_id"), state=Place.TAKEN
    ).order_by()
    counted = taken.values("course_id").annotate(n=Count("id")).values("n")
    unit = Unit.objects.filter(pk=OuterRef("unit_id")).values("name")[:1]
    return rows.annotate(unit_name=Subquery(unit), taken=Coalesce(Subquery(counted), 0))


def taken_of(course_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Course id → trainees with a place, for a list; one statement."""
    rows = Enrolment.objects.filter(course_id__in=list(course_ids), state=Place.TAKEN)
    return dict(rows.order_by().values_list("course_id").annotate(n=Count("id")))


def sessions_of(course: Course) -> list[CourseSession]:
    """The timetable, in order."""
    return list(course.sessions.filter(is_off=False).order_by("starts_at", "id"))


def session(session_id: uuid.UUID) -> CourseSession | None:
    """A lesson of the timetable; whoever shows it asks for its course."""
    return CourseSession.objects.filter(pk=session_id, is_off=False).first()


def quotas_of(course: Course) -> dict[uuid.UUID, int]:
    """Unit id → places; empty: no quotas."""
    return dict(course.quotas.filter(places__gt=0).values_list("for_unit_id", "places"))


def trainees_of(course: Course, who: Actor, *, leads: bool) -> list[Enrolment]:
    """Who is registered: all for whoever leads the course, otherwise those of the units within reach."""
    found = course.enrolments.exclude(state=Place.WITHDRAWN)
    if not leads:
        found = found.filter(from_unit_id__in=direction.reach(who))
    return list(found.order_by("state", "asked_at", "id"))


def places_taken(course: Course) -> dict[uuid.UUID, int]:
    """Unit id → trainees with a place."""
    rows = course.enrolments.filter(state=Place.TAKEN).order_by()
    return dict(rows.values_list("from_unit_id").annotate(n=Count("id")))


def seat_for(course: Course, unit_id: uuid.UUID) -> rules.Seat:
    """Is there a place for one more of this unit? Two statements."""
    taken = places_taken(course)
    return rules.seat(
        quotas=quotas_of(course),
        unit=unit_id,
        taken_by_unit=taken.get(unit_id, 0),
        taken=sum(taken.values()),
        most=course.places,
    )


def present_at(course: Course) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Enrolment id → ids of the sessions where that trainee was present. One statement."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    rows = Attendance.objects.filter(
        unit_id=course.unit_id,
        session__unit_id=F("unit_id"),
        session__course_id=course.id,
        session__is_off=False,
    )
    for enrolment_id, session_id, is_present in rows.order_by("at", "id").values_list(
        "enrolment_id", "session_id", "is_present"
    ):
        keep = found[enrolment_id].add if is_present else found[enrolment_id].discard
        keep(session_id)
    return found


@dataclass(frozen=True)
class Result:
    """One trainee at the end: percent of the hours, what is lacking, the certificate."""

    enrolment: Enrolment
    unit: str
    percent: int
    lacks: list[rules.Lack]
    certificate: Certificate | None


def results_of(course: Course, trainees: Iterable[Enrolment]) -> list[Result]:
    """Four statements for any number of trainees."""
    taken = [row for row in trainees if row.state == Place.TAKEN]
    minutes = {session.id: session.minutes for session in sessions_of(course)}
    present = present_at(course)
    given = {row.enrolment_id: row for row in certificates_of_course(course)}
    units = names_of(row.from_unit_id for row in taken)
    asked = rules.Threshold(course.attendance_percent, course.pass_mark)
    found = []
    for row in taken:
        percent = rules.attended_percent(minutes, present.get(row.id, ()))
        lacks = rules.lacks(percent, row.mark, asked)
        unit = units.get(row.from_unit_id, "")
        found.append(Result(row, unit, percent, lacks, given.get(row.id)))
    return found


def certificates_of_course(course: Course) -> QuerySet[Certificate]:
    return Certificate.objects.filter(course_id=course.id, revoked_on=None)


def certificates_for(who: Actor) -> QuerySet[Certificate]:
    """Certificates given by units within reach, and those of people who work there."""
    units = direction.reach(who)
    staff = staff_of_units(units).values("id")
    mine = Q(unit_id__in=units) | Q(staff_id__in=staff)
    if who.staff_id:
        mine |= Q(staff_id=who.staff_id)
    return Certificate.objects.filter(mine).order_by("-issued_on", "-id")


def staff_of_units(units: QuerySet[Any, Any]) -> QuerySet[StaffMember]:
    """Everybody with a post today at these units."""
    posts = Post.objects.filter(working_on(clock.today()), unit_id__in=units)
    return StaffMember.objects.filter(pk__in=posts.values("staff_id"))


def certificate_holders(unit_id: uuid.UUID, topic: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Staff ids of those who work at the unit on the day and hold a certificate of the topic then."""
    staff = Post.objects.filter(working_on(on), unit_id=unit_id).values("staff_id")
    rows = _in_force(on).filter(topic=topic, staff_id__in=staff)
    return frozenset(rows.values_list("staff_id", flat=True))


def _in_force(on: dt.date) -> QuerySet[Certificate]:
    holds = Q(valid_to=None) | Q(valid_to__gte=on)
    kept = Q(revoked_on=None) | Q(revoked_on__gt=on)
    return Certificate.objects.filter(holds, kept, issued_on__lte=on)


def hours_by_day(
    staff_ids: Iterable[uuid.UUID], on: dt.date
) -> dict[uuid.UUID, list[tuple[dt.date, float]]]:
    """Staff id → (day of the certificate, hours) up to the day; revoked ones do not count."""
    found: dict[uuid.UUID, list[tuple[dt.date, float]]] = defaultdict(list)
    rows = Certificate.objects.filter(
        staff_id__in=list(staff_ids), issued_on__lte=on, revoked_on=None
    )
    for staff_id, day, hours in rows.values_list("staff_id", "issued_on", "hours"):
        found[staff_id].append((day, hours))
    return found


def booked_hours(
    staff_ids: Iterable[uuid.UUID], on: dt.date
) -> dict[uuid.UUID, list[tuple[dt.date, float]]]:
    """Staff id → (last day, hours) of the courses where they have a place and no certificate yet."""
    found: dict[uuid.UUID, list[tuple[dt.date, float]]] = defaultdict(list)
    rows = Enrolment.objects.filter(
        staff_id__in=list(staff_ids),
        state=Place.TAKEN,
        course__unit_id=F("unit_id"),
        course__stage=Stage.OPEN,
        course__ends_on__gte=on,
    )
    for staff_id, day, hours in rows.values_list("staff_id", "course__ends_on", "course__hours"):
        found[staff_id].append((day, hours))
    return found


def money_by_source(courses: QuerySet[Course], year: int) -> dict[str, tuple[int, int]]:
    """Source → (planned, spent) in đồng of the courses that begin in the year. One statement."""
    rows = MoneyLine.objects.filter(course__in=courses.filter(starts_on__year=year))
    summed = (
        rows.order_by().values_list("source").annotate(p=Sum("planned_vnd"), s=Sum("spent_vnd"))
    )
    return {str(source): (int(planned), int(spent)) for source, planned, spent in summed}


@dataclass(frozen=True)
class Taught:
    """What somebody taught: sessions of one course."""

    course_id: uuid.UUID
    title: str
    sessions: int
    minutes: int
    trainees: int


@dataclass(frozen=True)
class CourseOfNeed:
    """A course as the plan of the year shows it; `stage` in words."""

    id: uuid.UUID
    title: str
    starts_on: dt.date
    stage: str


def courses_for_needs(need_ids: Iterable[uuid.UUID]) -> list[CourseOfNeed]:
    """Courses opened for one of these needs, the newest first."""
    mine = CourseNeed.objects.filter(need_id__in=list(need_ids), course__unit_id=F("unit_id"))
    rows = Course.objects.filter(pk__in=mine.values("course_id")).order_by("-starts_on", "-id")
    return [
        CourseOfNeed(row.id, row.title, row.starts_on, str(row.get_stage_display()))
        for row in rows[:20]
    ]


def taught_by(
    staff_id: uuid.UUID, units: Iterable[uuid.UUID], first: dt.date, last: dt.date
) -> list[Taught]:
    """Courses in which this person taught between two days, held at (or by) one of these units."""
    where = list(units)
    here = Q(course__unit_id=F("unit_id"))
    held = Q(course__held_at_id__in=where) | Q(course__held_at_id=None, course__unit_id__in=where)
    rows = CourseSession.objects.filter(
        here, held, lecturer_id=staff_id, is_off=False, day__range=(first, last)
    )
    summed = (
        rows.order_by("course_id")
        .values_list("course_id", "course__title")
        .annotate(n=Count("id"), minutes=Sum("minutes"))
    )
    found = list(summed)
    taken = taken_of(course_id for course_id, *_rest in found)
    return [Taught(c, title, n, minutes, taken.get(c, 0)) for c, title, n, minutes in found]


def is_within_reach(who: Actor, unit_id: uuid.UUID) -> bool:
    return unit_id == who.unit_id or direction.reaches(who, unit_id)


def staff_at(unit_id: uuid.UUID) -> QuerySet[StaffMember]:
    """Who works today at the unit or in a department of it, by given name."""
    units = Q(pk=unit_id) | Q(parent_id=unit_id, kind__in=kinds.kinds_of_group("part"))
    found = staff_of_units(Unit.objects.filter(units).values("id"))
    return found.order_by("name_key", "id")


def unit_names(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return names_of(ids)


def courses_led(who: Actor) -> QuerySet[Course]:
    """Courses of the units within reach, for the money and the plan."""
    return Course.objects.filter(unit_id__in=direction.reach(who))


def money_by_course(courses: QuerySet[Course], year: int) -> list[Course]:
    """Courses of the year that have money, with `planned` and `spent`. One statement."""
    rows = courses.filter(starts_on__year=year, money__unit_id=F("unit_id"))
    summed = rows.annotate(planned=Sum("money__planned_vnd"), spent=Sum("money__spent_vnd"))
    return list(summed.order_by("-starts_on", "-id")[:200])


def session_of_trainee(who: Actor, session_id: uuid.UUID) -> CourseSession | None:
    """The lesson that I am registered for, whatever my role sees of courses."""
    if who.staff_id is None:
        return None
    mine = Enrolment.objects.filter(staff_id=who.staff_id, state=Place.TAKEN).values("course_id")
    rows = CourseSession.objects.filter(course_id__in=mine, is_off=False)
    rows = rows.filter(course__unit_id=F("unit_id")).select_related("course")
    return rows.filter(pk=session_id).first()


def enrolments_in(courses: QuerySet[Course]) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(course__in=courses, course__unit_id=F("unit_id"))
    return rows.select_related("course")


def enrolments_of(staff_id: uuid.UUID) -> QuerySet[Enrolment]:
    """Somebody's courses, the latest first."""
    rows = Enrolment.objects.filter(
        staff_id=staff_id, course__unit_id=F("unit_id"), course__programme__unit_id=F("unit_id")
    ).exclude(state=Place.WITHDRAWN)
    return rows.select_related("course__programme").order_by("-course__starts_on")


def enrolments_from(unit_id: uuid.UUID) -> QuerySet[Enrolment]:
    """Whom a unit has sent, the latest first."""
    rows = Enrolment.objects.filter(from_unit_id=unit_id, course__unit_id=F("unit_id")).exclude(
        state=Place.WITHDRAWN
    )
    return rows.select_related("course").order_by("-course__starts_on", "name")


def certificates_of(staff_id: uuid.UUID) -> QuerySet[Certificate]:
    return Certificate.objects.filter(staff_id=staff_id).order_by("-issued_on", "-id")


def certificates_matching(
    rows: QuerySet[Certificate], words: str, topic: str
) -> QuerySet[Certificate]:
    """By number, or by the name of its holder (without marks)."""
    text = nfc(words)
    if text:
        found = StaffMember.objects.all()
        for word in fold(text).split():
            found = found.filter(name_fold__contains=word)
        rows = rows.filter(Q(number__icontains=text) | Q(staff_id__in=found.values("id")))
    return rows.filter(topic=topic) if topic else rows


def certificate_to_verify(certificate_id: uuid.UUID) -> Certificate | None:
    """For the public page: only certificates given by this network."""
    return Certificate.objects.filter(pk=certificate_id, is_external=False).first()


def course_of_certificate(row: Certificate) -> Course | None:
    return Course.objects.filter(pk=row.course_id).first() if row.course_id else None


def licensed_at(unit_id: uuid.UUID) -> QuerySet[StaffMember]:
    """Who works at the unit under a title that needs a licence."""
    return staff_at(unit_id).filter(profession__in=titles.licensed_professions())


def staff_within_reach(who: Actor) -> QuerySet[StaffMember]:
    return staff_of_units(direction.reach(who))


def member(staff_id: uuid.UUID) -> StaffMember | None:
    return StaffMember.objects.filter(pk=staff_id).first()


def holders_by_topic(unit_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Topic → how many who work at the unit hold a certificate of it. One statement."""
    staff = Post.objects.filter(working_on(on), unit_id=unit_id).values("staff_id")
    rows = _in_force(on).filter(staff_id__in=staff).order_by()
    counted = rows.values_list("topic").annotate(n=Count("staff_id", distinct=True))
    return {str(topic): int(n) for topic, n in counted}


def chosen(course: Course, ids: Iterable[uuid.UUID]) -> QuerySet[Enrolment]:
    """These trainees of the course, by name."""
    return course.enrolments.filter(pk__in=list(ids)).order_by("name", "id")
