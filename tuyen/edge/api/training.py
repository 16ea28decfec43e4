"""Courses as both sides see them, putting people forward, certificates, hours of continuing education."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.training import clock_of_hours, queries
from tuyen.domains.training.actions import trainees
from tuyen.domains.training.models import Course
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes

router = Router(tags=["training"])


class CourseOut(Schema):
    """`stage`: planned, open, ended, cancelled. `places`: most trainees, 0 without end."""

    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    topic: str
    hours: float
    method: str
    stage: str
    starts_on: dt.date
    ends_on: dt.date
    place: str
    places: int
    attendance_percent: int
    pass_mark: float | None


class LessonOut(Schema):
    id: uuid.UUID
    title: str
    starts_at: dt.datetime
    minutes: int
    lecturer_name: str


class CoursePlacesOut(Schema):
    """`quota` null: nobody gave this unit a quota."""

    unit_id: uuid.UUID
    quota: int | None
    taken: int


class CourseWithLessons(CourseOut):
    """`of_units` without any quota: every unit that is directed may send."""

    lessons: list[LessonOut]
    of_units: list[CoursePlacesOut]


class EnrolmentIn(Schema):
    """`may_wait`: without a free place on the waiting list instead of refused."""

    staff_id: uuid.UUID
    from_unit_id: uuid.UUID
    may_wait: bool = False


class EnrolmentOut(Schema):
    id: uuid.UUID
    staff_id: uuid.UUID
    from_unit_id: uuid.UUID
    name: str
    state: str
    mark: float | None


class CertificateOut(Schema):
    id: uuid.UUID
    staff_id: uuid.UUID
    unit_id: uuid.UUID
    number: str
    title: str
    topic: str
    hours: float
    issued_by: str
    issued_on: dt.date
    valid_to: dt.date | None
    revoked_on: dt.date | None
    is_external: bool


class HoursOut(Schema):
    """`outlook`: done, on_course, too_early, short."""

    staff_id: uuid.UUID
    period_from: dt.date
    period_to: dt.date
    earned: float
    expected: float
    missing: float
    outlook: str


class Hours(Schema):
    items: list[HoursOut]


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not (who.may("direction.see") or who.may("training.attend")):
        raise NotPermitted(_("Vai trò hiện tại không dùng được trang này."))
    return who


def _course(request: HttpRequest, course_id: uuid.UUID) -> Course:
    found = queries.course_for(_reader(request), course_id)
    if found is None:
        raise Http404
    return found


@router.get("/courses", response=Listed[CourseOut], summary="Courses that concern my unit")
def courses(
    request: HttpRequest, stage: str = "", cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    rows = queries.courses_for(_reader(request))
    if stage:
        rows = rows.filter(stage=stage)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get(
    "/courses/{uuid:course_id}",
    response=CourseWithLessons,
    summary="A course, its timetable, places",
)
def course(request: HttpRequest, response: HttpResponse, course_id: uuid.UUID) -> Any:
    found = _course(request, course_id)
    conditions.tagged(response, found.hlc)
    names = list(CourseOut.model_fields)
    quotas, taken = queries.quotas_of(found), queries.places_taken(found)
    return {
        **{name: getattr(found, name) for name in names},
        "lessons": queries.sessions_of(found),
        "of_units": [
            {"unit_id": id_, "quota": quotas.get(id_), "taken": taken.get(id_, 0)}
            for id_ in {*quotas, *taken}
        ],
    }


@router.post(
    "/courses/{uuid:course_id}/trainees",
    response={201: EnrolmentOut},
    summary="Put somebody forward; without a place refused with the reason, or waiting",
)
def enrol(
    request: HttpRequest, response: HttpResponse, course_id: uuid.UUID, said: EnrolmentIn
) -> Any:
    found, who = _course(request, course_id), _reader(request)
    member = queries.staff_at(said.from_unit_id).filter(pk=said.staff_id).first()
    if member is None or not queries.is_within_reach(who, said.from_unit_id):
        raise Http404
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = trainees.enrol(
            course=found,
            member=member,
            from_unit_id=said.from_unit_id,
            by=who,
            may_wait=said.may_wait,
            repeat=repeat,
        )
    except changes.Repeated as earlier:
        row = found.enrolments.get(pk=earlier.result_id or found.id)
        response[conditions.REPLAYED] = "true"
    return 201, row


@router.get(
    "/certificates",
    response=Listed[CertificateOut],
    summary="Certificates given here, or held by people who work here",
)
def certificates(
    request: HttpRequest, topic: str = "", cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    rows = queries.certificates_matching(queries.certificates_for(_reader(request)), "", topic)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get(
    "/hours", response=Hours, summary="Hours of the licensed staff of a unit, and who falls short"
)
def hours(request: HttpRequest, unit_id: uuid.UUID | None = None) -> Any:
    who = _reader(request)
    wanted = unit_id or who.unit_id
    if not queries.is_within_reach(who, wanted):
        raise Http404
    found = clock_of_hours.standings(queries.licensed_at(wanted)[:1000], clock.today(), wanted)
    return {
        "items": [
            {
                "staff_id": each.member.id,
                "period_from": each.period.first,
                "period_to": each.period.last,
                "earned": each.projection.earned,
                "expected": each.projection.expected,
                "missing": each.projection.missing,
                "outlook": each.projection.outlook.value,
            }
            for each in found
        ]
    }
