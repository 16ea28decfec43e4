"""A programme is written, a course is made after it, gets its timetable, quotas and money, and ends."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.training import permissions, queries, rules
from tuyen.domains.training.events import CourseEnded
from tuyen.domains.training.models import (
    Course,
    CourseNeed,
    CourseSession,
    Method,
    MoneyLine,
    Programme,
    Quota,
    Stage,
)
from tuyen.platform import changes
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import find_of_kind
from tuyen.registry.facilities.direction import facility_of
from tuyen.registry.staff import titles

MOST_HOURS = 2000
MOST_MINUTES = 720


@dataclass(frozen=True)
class ProgrammeSaid:
    """A programme as it is typed; professions: codes, none for everyone."""

    title: str
    topic: str
    hours: float
    method: str = Method.ON_SITE
    professions: tuple[str, ...] = ()
    attendance_percent: int = 80
    pass_mark: float | None = None
    form_code: str = ""
    decision: str = ""
    about: str = ""


def write_programme(
    *, said: ProgrammeSaid, by: Actor, programme: Programme | None = None
) -> Programme:
    """A new programme of the asker's facility, or a better text of one; courses keep what they copied."""
    home = programme.unit_id if programme else facility_of(by.unit_id)
    permissions.require_lead(by, home)
    _require_sound(said)
    if said.form_code and said.form_code != (programme.form_code if programme else ""):
        find_of_kind(kinds.TEST, said.form_code)
    fields = asdict(replace(said, title=nfc(said.title), about=nfc(said.about)))
    fields["professions"] = ",".join(said.professions)
    row = programme or Programme(id=uuid7(), unit_id=home)
    for name, value in fields.items():
        setattr(row, name, value)
    with changes.apply(actor=by, reason="training.programme") as log:
        if programme:
            log.change(row, list(fields))
        else:
            log.create(row)
    return row


def _require_sound(said: ProgrammeSaid) -> None:
    if not nfc(said.title):
        raise Refused(_("Đặt tên chương trình."), field="title")
    if said.topic not in titles.topic_labels():
        raise Refused(_("Chọn chủ đề trong danh sách."), field="topic")
    if not 0 < said.hours <= MOST_HOURS:
        raise Refused(_("Số giờ tín chỉ phải lớn hơn 0."), field="hours")
    if not 0 <= said.attendance_percent <= 100:
        raise Refused(_("Tỷ lệ dự học từ 0 đến 100."), field="attendance_percent")
    if said.pass_mark is not None and not 0 <= said.pass_mark <= rules.FULL_MARK:
        raise Refused(_("Điểm đạt từ 0 đến 10."), field="pass_mark")


def retire_programme(*, programme: Programme, by: Actor) -> Programme:
    """No new course after it; what was held stays."""
    permissions.require_lead(by, programme.unit_id)
    programme.is_open = not programme.is_open
    with changes.apply(actor=by, reason="training.programme_use") as log:
        log.change(programme, ["is_open"])
    return programme


@dataclass(frozen=True)
class CourseSaid:
    """When and where a programme is held once."""

    starts_on: dt.date
    ends_on: dt.date
    place: str = ""
    title: str = ""
    held_at_id: uuid.UUID | None = None
    link: str = ""
    places: int = 0
    decision: str = ""


@dataclass(frozen=True)
class NeedSaid:
    """A need as the survey tells it."""

    need_id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    topic: str = ""


def plan_course(
    *, programme: Programme, said: CourseSaid, by: Actor, needs: Iterable[NeedSaid] = ()
) -> Course:
    """A course is planned; whose need it meets gets one place each to begin with."""
    permissions.require_lead(by, programme.unit_id)
    if not programme.is_open:
        raise Refused(
            _("Chương trình này đã thôi dùng. Chọn chương trình khác."), field="programme"
        )
    _require_days(said)
    title = nfc(said.title) or programme.title
    course = Course(
        id=uuid7(),
        unit_id=programme.unit_id,
        programme=programme,
        topic=programme.topic,
        hours=programme.hours,
        method=programme.method,
        attendance_percent=programme.attendance_percent,
        pass_mark=programme.pass_mark,
        **asdict(replace(said, title=title, place=nfc(said.place))),
        title_fold=fold(title),
    )
    rows = _rows_of_needs(course, needs)
    with changes.apply(actor=by, reason="training.course") as log:
        log.create(course, *rows)
    return course


def _rows_of_needs(course: Course, needs: Iterable[NeedSaid]) -> list[CourseNeed | Quota]:
    rows: list[CourseNeed | Quota] = []
    places: dict[uuid.UUID, int] = {}
    for need in needs:
        of = {"unit_id": course.unit_id, "course": course}
        title = nfc(need.title)[:200]
        rows.append(
            CourseNeed(id=uuid7(), need_id=need.need_id, of_unit_id=need.unit_id, title=title, **of)
        )
        places[need.unit_id] = places.get(need.unit_id, 0) + 1
    for unit_id, count in places.items():
        rows.append(
            Quota(
                id=uuid7(), unit_id=course.unit_id, course=course, for_unit_id=unit_id, places=count
            )
        )
    return rows


def change_course(*, course: Course, said: CourseSaid, by: Actor) -> Course:
    """Days, place, most trainees: until the course has ended."""
    permissions.require_lead(by, course.unit_id)
    _require_going(course)
    _require_days(said)
    fields = asdict(replace(said, title=nfc(said.title) or course.title, place=nfc(said.place)))
    for name, value in fields.items():
        setattr(course, name, value)
    course.title_fold = fold(course.title)
    with changes.apply(actor=by, reason="training.course_change") as log:
        log.change(course, [*fields, "title_fold"])
    return course


def _require_days(said: CourseSaid) -> None:
    if said.ends_on < said.starts_on:
        raise Refused(_("Ngày bế giảng phải sau ngày khai giảng."), field="ends_on")


def _require_going(course: Course) -> None:
    if course.stage in (Stage.ENDED, Stage.CANCELLED):
        raise Refused(_("Khóa học đã kết thúc hoặc đã hủy, không sửa được nữa."))


def move_course(*, course: Course, to: str, by: Actor, why: str = "") -> Course:
    """Opened, ended or cancelled. Ended only once its last day has come; cancelled with a reason."""
    permissions.require_lead(by, course.unit_id)
    if to not in Stage.values or not rules.may_follow(course.stage, to):
        raise Refused(_("Khóa học không chuyển được sang trạng thái này."))
    if to == Stage.ENDED and clock.today() < course.ends_on:
        raise Refused(
            _("Khóa học bế giảng ngày %(day)s: đến ngày đó mới kết thúc được.")
            % {"day": f"{course.ends_on:%d/%m/%Y}"}
        )
    if to == Stage.CANCELLED and not nfc(why):
        raise Refused(_("Ghi lý do hủy khóa học."), field="why")
    course.stage, course.reason = to, nfc(why) if to == Stage.CANCELLED else ""
    with changes.apply(actor=by, reason=f"training.{to}", why=nfc(why)) as log:
        log.change(course, ["stage", "reason"])
        if to == Stage.ENDED:
            need_ids = tuple(course.needs.values_list("need_id", flat=True))
            log.announce(CourseEnded(course.id, course.topic, need_ids))
    return course


def set_quotas(*, course: Course, places: Mapping[uuid.UUID, int], by: Actor) -> None:
    """How many each unit may send; 0 takes the quota away. Nobody who has a place loses it."""
    permissions.require_lead(by, course.unit_id)
    _require_going(course)
    known = {row.for_unit_id: row for row in course.quotas.all()}
    taken = queries.places_taken(course)
    with changes.apply(actor=by, reason="training.quota") as log:
        for unit_id, count in places.items():
            if count < 0 or count < taken.get(unit_id, 0):
                raise Refused(_("Chỉ tiêu ít hơn số học viên đã có chỗ. Rút bớt học viên trước."))
            row = known.get(unit_id)
            if row is None and count:
                made = Quota(id=uuid7(), unit_id=course.unit_id, course=course)
                made.for_unit_id, made.places = unit_id, count
                log.create(made)
            elif row is not None and row.places != count:
                row.places = count
                log.change(row, ["places"])


@dataclass(frozen=True)
class Lesson:
    """One line of the timetable as it is typed."""

    day: dt.date
    starts: dt.time
    minutes: int
    title: str
    lecturer_id: uuid.UUID | None = None
    lecturer_name: str = ""
    place: str = ""


def add_session(*, course: Course, lesson: Lesson, by: Actor) -> CourseSession:
    """A lesson within the days of the course; nobody teaches two lessons of it at once."""
    permissions.require_lead(by, course.unit_id)
    _require_going(course)
    if not course.starts_on <= lesson.day <= course.ends_on:
        raise Refused(
            _("Buổi học phải nằm trong thời gian khóa học, %(first)s – %(last)s.")
            % {"first": f"{course.starts_on:%d/%m/%Y}", "last": f"{course.ends_on:%d/%m/%Y}"},
            field="day",
        )
    if not 0 < lesson.minutes <= MOST_MINUTES:
        raise Refused(_("Nhập số phút của buổi học, nhiều nhất 720."), field="minutes")
    if not nfc(lesson.title):
        raise Refused(_("Ghi bài học."), field="title")
    starts_at = dt.datetime.combine(lesson.day, lesson.starts, clock.VIETNAM)
    row = CourseSession(
        id=uuid7(),
        unit_id=course.unit_id,
        course=course,
        day=lesson.day,
        starts_at=starts_at,
        minutes=lesson.minutes,
        title=nfc(lesson.title),
        lecturer_id=lesson.lecturer_id,
        lecturer_name=nfc(lesson.lecturer_name),
        place=nfc(lesson.place),
    )
    _require_free(course, row)
    with changes.apply(actor=by, reason="training.session") as log:
        log.create(row)
    return row


def _require_free(course: Course, row: CourseSession) -> None:
    ends = row.starts_at + dt.timedelta(minutes=row.minutes)
    for other in queries.sessions_of(course):
        other_ends = other.starts_at + dt.timedelta(minutes=other.minutes)
        if other.starts_at < ends and row.starts_at < other_ends:
            raise Refused(
                _("Trùng giờ với buổi “%(title)s”.") % {"title": other.title}, field="starts"
            )


def drop_session(*, session: CourseSession, by: Actor) -> CourseSession:
    """Taken off the timetable; attendance already noted no longer counts."""
    permissions.require_lead(by, session.unit_id)
    _require_going(session.course)
    session.is_off = True
    with changes.apply(actor=by, reason="training.session_off") as log:
        log.change(session, ["is_off"])
    return session


def write_money(
    *,
    course: Course,
    source: str,
    item: str,
    planned: int,
    spent: int,
    by: Actor,
    line: MoneyLine | None = None,
) -> MoneyLine:
    """An item of the budget: planned at first, spent when the bill is there."""
    permissions.require_lead(by, course.unit_id)
    if not nfc(item):
        raise Refused(_("Ghi nội dung chi."), field="item")
    if planned < 0 or spent < 0:
        raise Refused(_("Số tiền không được âm."), field="planned")
    row = line or MoneyLine(id=uuid7(), unit_id=course.unit_id, course=course)
    row.source, row.item, row.planned_vnd, row.spent_vnd = source, nfc(item), planned, spent
    with changes.apply(actor=by, reason="training.money") as log:
        if line:
            log.change(row, ["source", "item", "planned_vnd", "spent_vnd"])
        else:
            log.create(row)
    return row
