"""The phone rings, somebody picks up, advice is saved; promised calls back are made; the roster stands."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.steering import permissions
from tuyen.domains.steering.actions import support
from tuyen.domains.steering.models import DutyTurn, HotlineCall, HotlineLine, SupportRequest
from tuyen.domains.steering.queries import hotline as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules import duty
from tuyen.domains.steering.rules import hotline as rules
from tuyen.domains.steering.rules.hotline import Status
from tuyen.platform import changes
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task

FOLLOW_UP = "hotline_follow_up"
WEEK = dt.timedelta(days=7)


def ring(*, by: Actor, phone: str = "") -> HotlineCall:
    """The phone rings: the clock of the caller's wait starts."""
    permissions.require_hotline(by)
    row = HotlineCall(
        id=uuid7(),
        unit_id=facility_of(by),
        status=Status.RINGING.value,
        rang_at=clock.now(),
        phone=nfc(phone),
    )
    with changes.apply(actor=by, reason="steering.ring") as log:
        log.create(row)
    return row


PICKED_UP = ["status", "answered_at", "waited_seconds", "answered_by", "answered_by_name"]


def pick_up(*, call: HotlineCall, by: Actor) -> HotlineCall:
    """Somebody answers: how long the caller waited is known from here on."""
    permissions.require_call(by, call)
    if call.status != Status.RINGING:
        raise Refused(_("Cuộc gọi này đã có người nghe, hoặc đã ghi nhỡ."))
    _answered(call, by)
    with changes.apply(actor=by, reason="steering.pick_up") as log:
        log.change(call, PICKED_UP)
    return call


def _answered(call: HotlineCall, by: Actor) -> None:
    call.status, call.answered_at = Status.TALKING.value, clock.now()
    call.waited_seconds = rules.waited(call.rang_at, call.answered_at)
    call.answered_by, call.answered_by_name = by.account_id, by.name


def miss(*, call: HotlineCall, by: Actor) -> HotlineCall:
    """Nobody picked up in time: it counts against the service level."""
    permissions.require_call(by, call)
    if call.status != Status.RINGING:
        raise Refused(_("Cuộc gọi này đã có người nghe."))
    call.status, call.ended_at = Status.MISSED.value, clock.now()
    with changes.apply(actor=by, reason="steering.miss_call") as log:
        log.change(call, ["status", "ended_at"])
    return call


@dataclass(frozen=True)
class Advice:
    """What was asked and said; everything but the outcome may stay open when time is short."""

    outcome: str
    question: str = ""
    advice: str = ""
    specialty: str = ""
    phone: str = ""
    caller_name: str = ""
    caller_unit_id: uuid.UUID | None = None
    caller_staff_id: uuid.UUID | None = None
    follow_up_on: dt.date | None = None


SAVED = [
    "phone", "caller_unit_id", "caller_staff_id", "caller_name", "specialty", "question",
    "outcome", "advice", "follow_up_on",
]  # fmt: skip


def save(*, call: HotlineCall, said: Advice, by: Actor) -> HotlineCall:
    """The answer is kept; saved again while the call is still open to mending, the last one stands.

    Saving without having pressed “picked up” takes this instant for it: the wait is never guessed shorter.
    """
    permissions.require_call(by, call)
    _require_sound(call, said)
    first = call.status != Status.SAVED
    fields = [*SAVED, *(PICKED_UP if call.answered_at is None else ["status"])]
    if call.answered_at is None:
        _answered(call, by)
    call.status = Status.SAVED.value
    if first:
        call.ended_at = clock.now()
        fields.append("ended_at")
    _take_over(call, said)
    with changes.apply(actor=by, reason="steering.save_call") as log:
        log.change(call, fields)
        for task in queries.follow_up_tasks(call):
            log.change(task, mark_done(task, by=by, outcome=_("Đã đổi ngày gọi lại")))
        if call.follow_up_on:
            log.create(call_back_task(call))
    return call


def _require_sound(call: HotlineCall, said: Advice) -> None:
    if call.status == Status.MISSED:
        raise Refused(_("Cuộc gọi nhỡ: gọi lại rồi ghi thành cuộc gọi mới."))
    if said.outcome not in queries.codes("outcome", clock.today()):
        raise Refused(_("Chọn xử trí."), field="outcome")
    if said.follow_up_on and said.follow_up_on < clock.today():
        raise Refused(_("Ngày gọi lại đã qua: chọn hôm nay hoặc sau đó."), field="follow_up_on")
    if call.followed_up_at and said.follow_up_on != call.follow_up_on:
        raise Refused(_("Đã gọi lại rồi: hẹn thêm thì ghi cuộc gọi mới."), field="follow_up_on")


def _take_over(call: HotlineCall, said: Advice) -> None:
    call.phone, call.caller_name = nfc(said.phone), nfc(said.caller_name)
    call.caller_unit_id, call.caller_staff_id = said.caller_unit_id, said.caller_staff_id
    call.specialty, call.outcome = said.specialty, said.outcome
    call.question, call.advice = nfc(said.question), nfc(said.advice)
    call.follow_up_on = said.follow_up_on


def call_back_task(call: HotlineCall) -> Task:
    whom = call.caller_name or call.phone or _("người gọi đường dây nóng")
    return new_task(
        title=(_("Gọi lại: %(whom)s") % {"whom": whom})[:200],
        kind=FOLLOW_UP,
        due_on=call.follow_up_on or clock.today(),
        unit_id=call.unit_id,
        subject_id=call.id,
    )


def follow_up(*, call: HotlineCall, note: str, by: Actor) -> HotlineCall:
    """The promised call back was made, and what came of it."""
    permissions.require_call(by, call)
    if call.follow_up_on is None or call.followed_up_at is not None:
        raise Refused(_("Cuộc gọi này không còn hẹn gọi lại."))
    if not nfc(note):
        raise Refused(_("Ghi kết quả gọi lại."), field="note")
    call.followed_up_at, call.follow_up_note = clock.now(), nfc(note)
    with changes.apply(actor=by, reason="steering.follow_up_call") as log:
        log.change(call, ["followed_up_at", "follow_up_note"])
        for task in queries.follow_up_tasks(call):
            log.change(task, mark_done(task, by=by, outcome=call.follow_up_note))
    return call


def turn_into_request(*, call: HotlineCall, said: support.Asked, by: Actor) -> SupportRequest:
    """What a call cannot settle becomes a request of the caller's unit, taken by us already."""
    permissions.require_call(by, call)
    if call.caller_unit_id is None:
        raise Refused(_("Chọn đơn vị gọi đến trước, rồi lập đề nghị hỗ trợ."), field="caller_unit")
    if call.caller_unit_id == call.unit_id:
        raise Refused(_("Người gọi thuộc chính đơn vị mình: không lập đề nghị với chính mình."))
    if call.support_request_id is not None:
        raise Refused(_("Cuộc gọi này đã có đề nghị hỗ trợ."))
    row = support.request_of(call.caller_unit_id, said, by, call.id)
    steps = [support.step_of(row, row.question, by)]
    row.status, row.taken_at = "taken", clock.now()
    row.taken_by, row.taken_by_name = by.account_id, by.name
    steps.append(support.step_of(row, "", by))
    call.support_request_id = row.id
    with changes.apply(actor=by, reason="steering.call_to_request") as log:
        log.create(row, *steps, support.question_task(row))
        log.change(call, ["support_request_id"])
    return row


def add_line(*, phone: str, purpose: str, hours: str, by: Actor) -> HotlineLine:
    """A number that lower units are shown."""
    permissions.require_lines(by)
    if not rules.phone_key(phone):
        raise Refused(_("Nhập đủ số máy, ví dụ 0213 3870 115."), field="phone")
    if purpose not in queries.codes("purpose", clock.today()):
        raise Refused(_("Chọn số này dùng cho việc gì."), field="purpose")
    row = HotlineLine(
        id=uuid7(),
        unit_id=facility_of(by),
        phone=nfc(phone),
        purpose=purpose,
        hours=nfc(hours),
    )
    with changes.apply(actor=by, reason="steering.add_line") as log:
        log.create(row)
    return row


def stop_line(*, line: HotlineLine, by: Actor) -> HotlineLine:
    permissions.require_lines(by)
    line.is_off = True
    with changes.apply(actor=by, reason="steering.stop_line") as log:
        log.change(line, ["is_off"])
    return line


@dataclass(frozen=True)
class Turn:
    day: dt.date
    shift: str
    name: str
    specialty: str = ""
    staff_id: uuid.UUID | None = None
    phone: str = ""


def put_on_duty(*, turn: Turn, by: Actor) -> DutyTurn:
    """One person on one shift; nobody stands twice for one specialty on the same shift."""
    permissions.require_roster(by)
    if turn.shift not in {shift.code for shift in queries.shifts(facility_of(by), turn.day)}:
        raise Refused(_("Chọn ca trực."), field="shift")
    if not nfc(turn.name):
        raise Refused(_("Chọn hoặc ghi tên người trực."), field="staff")
    row = _turn_of(turn, facility_of(by))
    known = queries.turns_of(row.unit_id, turn.day, turn.day)
    if _key(row) in {_key(each) for each in known}:
        raise Refused(_("Người này đã có trong ca trực đó."), field="staff")
    with changes.apply(actor=by, reason="steering.put_on_duty") as log:
        log.create(row)
    return row


def _turn_of(turn: Turn, unit_id: uuid.UUID) -> DutyTurn:
    return DutyTurn(
        id=uuid7(),
        unit_id=unit_id,
        day=turn.day,
        shift=turn.shift,
        specialty=turn.specialty,
        staff_id=turn.staff_id,
        name=nfc(turn.name),
        phone=nfc(turn.phone),
    )


def _key(row: DutyTurn) -> tuple[dt.date, str, str, str]:
    return row.day, row.shift, row.specialty, row.name


def copy_week(*, first: dt.date, by: Actor) -> int:
    """The roster of the week before, seven days on; who stands there already is left alone."""
    permissions.require_roster(by)
    here, last = facility_of(by), first + WEEK - duty.DAY
    known = {_key(row) for row in queries.turns_of(here, first, last)}
    rows = [
        _turn_of(
            Turn(row.day + WEEK, row.shift, row.name, row.specialty, row.staff_id, row.phone), here
        )
        for row in queries.turns_of(here, first - WEEK, last - WEEK)
    ]
    new = [row for row in rows if _key(row) not in known]
    if not new:
        raise Refused(_("Tuần trước không có ai để chép, hoặc đã chép rồi."))
    with changes.apply(actor=by, reason="steering.copy_week") as log:
        log.create(*new)
    return len(new)


def take_off_duty(*, turn: DutyTurn, by: Actor) -> DutyTurn:
    permissions.require_roster(by)
    turn.is_off = True
    with changes.apply(actor=by, reason="steering.off_duty") as log:
        log.change(turn, ["is_off"])
    return turn
