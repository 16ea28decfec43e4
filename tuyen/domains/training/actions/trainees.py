"""Trainees: put forward, waiting, withdrawn; present by code or by list; marked."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.training import permissions, queries, rules
from tuyen.domains.training.models import (
    Attendance,
    Course,
    CourseSession,
    Enrolment,
    Place,
    Stage,
)
from tuyen.platform import changes, forms
from tuyen.platform.forms.rules.items import Form
from tuyen.record.actions.responses import new_unit_response
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.staff.queries import working_on

EARLY = dt.timedelta(minutes=30)  # who comes before the lesson may already scan


def enrol(
    *,
    course: Course,
    member: StaffMember,
    from_unit_id: uuid.UUID,
    by: Actor,
    may_wait: bool = False,
    repeat: changes.Repeat | None = None,
) -> Enrolment:
    """Put somebody forward. No place left: refused with the reason, or on the waiting list if asked."""
    if not permissions.may_lead(by, course.unit_id):
        permissions.require_send(by, from_unit_id)
    if repeat and (earlier := repeat.outcome()):
        raise earlier  # the place that this very request took is no reason to refuse it
    _require_fit(course, member, from_unit_id)
    found = queries.seat_for(course, from_unit_id)
    row = Enrolment(
        id=uuid7(),
        unit_id=course.unit_id,
        course=course,
        staff_id=member.id,
        from_unit_id=from_unit_id,
        name=member.name,
        asked_at=clock.now(),
    )
    if found != rules.Seat.FREE:
        if not may_wait or found == rules.Seat.NOT_INVITED:
            raise Refused(no_seat(found), field="staff", code=found)
        row.state = Place.WAITING
    with changes.apply(actor=by, reason="training.enrol", repeat=repeat) as log:
        log.check(lambda: _require_still(course, row))
        log.create(row)
        log.result_id = row.id
    return row


def no_seat(found: rules.Seat) -> str:
    """Why there is no place, and what to do."""
    sentences = {
        rules.Seat.NOT_INVITED: _(
            "Khóa học chia chỉ tiêu và đơn vị này chưa có. Đề nghị đơn vị mở lớp cấp chỉ tiêu."
        ),
        rules.Seat.QUOTA_FULL: _("Đơn vị đã dùng hết chỉ tiêu. Rút bớt một người, hoặc xếp chờ."),
        rules.Seat.COURSE_FULL: _("Khóa học đã đủ học viên. Có thể xếp chờ."),
    }
    return sentences[found]


def _require_fit(course: Course, member: StaffMember, from_unit_id: uuid.UUID) -> None:
    if course.stage != Stage.OPEN:
        raise Refused(_("Khóa học chưa mở đăng ký hoặc đã kết thúc."))
    allowed = course.programme.professions
    if allowed and member.profession not in allowed.split(","):
        raise Refused(
            _("Chức danh của người này không thuộc đối tượng của chương trình."), field="staff"
        )
    posts = Post.objects.filter(working_on(clock.today()), staff_id=member.id, unit_id=from_unit_id)
    if not posts.exists():
        raise Refused(_("Người này hiện không làm việc ở đơn vị đã chọn."), field="staff")


def _require_still(course: Course, row: Enrolment) -> None:
    """Inside the transaction: not registered twice, and the place was not taken meanwhile."""
    known = course.enrolments.filter(staff_id=row.staff_id).exclude(state=Place.WITHDRAWN)
    if known.exists():
        raise Refused(_("Người này đã có trong danh sách của khóa học."), field="staff")
    if row.state == Place.TAKEN:
        found = queries.seat_for(course, row.from_unit_id)
        if found != rules.Seat.FREE:
            raise Refused(no_seat(found), field="staff", code=found)


def withdraw(*, enrolment: Enrolment, by: Actor, why: str = "") -> list[Enrolment]:
    """Off the list; whoever waits for this place moves up. Returns those who moved up."""
    course = enrolment.course
    if not permissions.may_lead(by, course.unit_id):
        permissions.require_send(by, enrolment.from_unit_id)
    if course.stage == Stage.ENDED:
        raise Refused(_("Khóa học đã kết thúc: kết quả không sửa được nữa."))
    had_place = enrolment.state == Place.TAKEN
    enrolment.state, enrolment.note = Place.WITHDRAWN, nfc(why)
    moved = _next_in_line(course, enrolment) if had_place else []
    with changes.apply(actor=by, reason="training.withdraw", why=nfc(why)) as log:
        log.change(enrolment, ["state", "note"])
        for row in moved:
            row.state = Place.TAKEN
            log.change(row, ["state"])
    return moved


def _next_in_line(course: Course, leaving: Enrolment) -> list[Enrolment]:
    """The first who waits and fits into the place that came free."""
    taken = queries.places_taken(course)
    taken[leaving.from_unit_id] -= 1
    quotas = queries.quotas_of(course)
    for row in course.enrolments.filter(state=Place.WAITING).order_by("asked_at", "id"):
        found = rules.seat(
            quotas=quotas,
            unit=row.from_unit_id,
            taken_by_unit=taken.get(row.from_unit_id, 0),
            taken=sum(taken.values()),
            most=course.places,
        )
        if found == rules.Seat.FREE:
            return [row]
    return []


def code_now(session: CourseSession) -> str:
    """What the lecturer's screen shows now."""
    return rules.presence_code(_secret(), session.id, clock.now().timestamp())


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()


def attend_by_code(*, session: CourseSession, code: str, by: Actor) -> Enrolment:
    """A trainee scanned the code on the screen: only while it shows, only who has a place."""
    if not rules.is_presence_code(code, _secret(), session.id, clock.now().timestamp()):
        raise Refused(_("Mã điểm danh đã đổi. Quét lại mã đang hiện trên màn hình."))
    if by.staff_id is None:
        raise Refused(_("Tài khoản chưa nối với hồ sơ nhân lực. Xin điểm danh theo danh sách."))
    enrolled = session.course.enrolments.filter(staff_id=by.staff_id, state=Place.TAKEN)
    row: Enrolment | None = enrolled.first()
    if row is None:
        raise Refused(_("Bạn không có tên trong danh sách học viên của khóa này."))
    with suppress(AlreadyNoted):  # the second of two scans
        _note(session, {row.id: True}, by, by_code=True)
    return row


def note_attendance(*, session: CourseSession, present: Collection[uuid.UUID], by: Actor) -> int:
    """The list as the lecturer ticked it: who is not ticked was not there. Returns how many changed."""
    permissions.require_lead(by, session.unit_id)
    if session.course.stage != Stage.OPEN:
        raise Refused(_("Chỉ điểm danh khi khóa học đang mở."))
    trainees = session.course.enrolments.filter(state=Place.TAKEN).values_list("id", flat=True)
    return _note(session, {id_: id_ in present for id_ in trainees}, by, by_code=False)


def _note(
    session: CourseSession, there: Mapping[uuid.UUID, bool], by: Actor, *, by_code: bool
) -> int:
    """Writes only what differs from what is known."""
    if session.starts_at > clock.now() + EARLY:
        raise Refused(_("Buổi học chưa bắt đầu, chưa điểm danh được."))
    known = {row.enrolment_id: row for row in session.attendance.order_by("at", "id")}
    changed, new = 0, list[uuid.UUID]()
    with changes.apply(actor=by, reason="training.attendance") as log:
        log.check(lambda: _require_unnoted(session, new))
        for enrolment_id, is_present in there.items():
            row = known.get(enrolment_id)
            if is_present == (row is not None and row.is_present):
                continue
            changed += 1
            if row is None:
                made = Attendance(id=uuid7(), unit_id=session.unit_id, session=session)
                made.enrolment_id, made.by_code, made.at = enrolment_id, by_code, clock.now()
                log.create(made)
                new.append(enrolment_id)
            else:
                row.is_present, row.by_code, row.at = is_present, by_code, clock.now()
                log.change(row, ["is_present", "by_code", "at"])
    return changed


class AlreadyNoted(Refused):
    """Somebody noted the same trainee for the same lesson a moment before."""


def _require_unnoted(session: CourseSession, new: Collection[uuid.UUID]) -> None:
    """Inside the transaction, the lesson being the lock: one line a trainee, also when the code is scanned
    twice in one moment or while the lecturer ticks the list."""
    CourseSession.objects.select_for_update().get(pk=session.id, unit_id=session.unit_id)
    if session.attendance.filter(unit_id=session.unit_id, enrolment_id__in=new).exists():
        raise AlreadyNoted(_("Vừa có người điểm danh buổi này. Xin tải lại trang."), code="known")


def enter_marks(*, course: Course, marks: Mapping[uuid.UUID, float | None], by: Actor) -> int:
    """Marks of ten typed from the test papers. Returns how many changed."""
    permissions.require_lead(by, course.unit_id)
    if course.stage not in (Stage.OPEN, Stage.ENDED):
        raise Refused(_("Khóa học chưa mở nên chưa có điểm."))
    if any(mark is not None and not 0 <= mark <= rules.FULL_MARK for mark in marks.values()):
        raise Refused(_("Điểm từ 0 đến 10."), field="mark")
    given = set(queries.certificates_of_course(course).values_list("enrolment_id", flat=True))
    changed = 0
    with changes.apply(actor=by, reason="training.marks") as log:
        for row in course.enrolments.filter(state=Place.TAKEN, pk__in=list(marks)):
            if row.mark == marks[row.id]:
                continue
            if row.id in given:
                raise Refused(
                    _("%(name)s đã có chứng chỉ: thu hồi chứng chỉ trước khi sửa điểm.")
                    % {"name": row.name}
                )
            row.mark = marks[row.id]
            changed += 1
            log.change(row, ["mark"])
    return changed


def take_test(
    *, enrolment: Enrolment, form: Form, answers: Mapping[str, Any], by: Actor
) -> Enrolment:
    """The trainee's own answers, once; the points become the mark. The answers stand with the trainee's
    unit, so that the marking can be read again."""
    if by.staff_id is None or enrolment.staff_id != by.staff_id or enrolment.state != Place.TAKEN:
        raise NotPermitted(_("Bài kiểm tra do chính học viên của khóa làm."))
    course = enrolment.course
    if course.stage != Stage.OPEN or form.code != course.programme.form_code:
        raise Refused(_("Khóa học này hiện không mở bài kiểm tra."))
    if enrolment.response_id or enrolment.mark is not None:
        raise Refused(_("Bạn đã có điểm của khóa này. Cần làm lại thì nhờ người phụ trách lớp."))
    score = forms.score(form, answers)
    response = new_unit_response(form=form, answers=answers, by=by, unit_id=by.unit_id)
    enrolment.response_id = response.id
    enrolment.mark = rules.mark_of(score.points, score.of) if score else 0.0
    with changes.apply(actor=by, reason="training.test") as log:
        log.still(enrolment)
        log.create(response)
        log.change(enrolment, ["response_id", "mark"])
    return enrolment
