"""Turns are planned, decided, ended, graded. A decided turn is a post at the receiving unit."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.rotation import host_account, our_part, permissions, queries, rules
from tuyen.domains.rotation.models import Grade, Kind, RotationTurn, Stage, TurnTask
from tuyen.domains.rotation.rules import (
    TASK_ACCOUNT,
    TASK_DECIDE,
    TASK_ENDING,
    TASK_GRADE,
    TASK_TAKE,
)
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.outbox import deliver
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

BEFORE_GOING = (TASK_DECIDE, TASK_TAKE, TASK_ACCOUNT)
SCANS = ("application/pdf", "image/jpeg", "image/png")
MOST_TASKS = 20


@dataclass(frozen=True)
class Duty:
    """What somebody is sent for; the code names a technique of the catalogue."""

    title: str
    technique_code: str = ""


@dataclass(frozen=True)
class TurnSaid:
    """One turn as it is typed. backfill: who does the duties at home meanwhile."""

    member: StaffMember
    from_unit: Unit
    to_unit: Unit
    kind: str
    starts_on: dt.date
    ends_on: dt.date
    position: str
    specialty: str = ""
    purpose: str = ""
    backfill_name: str = ""
    backfill_id: uuid.UUID | None = None
    duties: tuple[Duty, ...] = ()


def plan_turn(*, said: TurnSaid, by: Actor, repeat: changes.Repeat | None = None) -> RotationTurn:
    """Somebody is to work at another unit; refused when they are elsewhere on one of the days."""
    permissions.require_plan(by, said.from_unit.id, said.to_unit.id)
    if said.kind == Kind.EXCHANGE:
        raise Refused(_("Luân phiên một đổi một cần cả hai người: dùng mục “Đổi một lấy một”."))
    if repeat and (earlier := repeat.outcome()):
        raise earlier
    turn, duties = _planned(said)
    _take_own(turn, by)
    with changes.apply(actor=by, reason="rotation.plan", repeat=repeat) as log:
        log.check(lambda: _require_alone(turn))
        log.create(turn, *duties, *_asks_to_decide(turn, by))
        log.result_id = turn.id
    return turn


def plan_exchange(
    *, first: TurnSaid, second: TurnSaid, by: Actor
) -> tuple[RotationTurn, RotationTurn]:
    """One for one: each does the other's duties; both turns stand, or neither."""
    permissions.require_plan(by, first.from_unit.id, first.to_unit.id)
    ways = [(said.from_unit.id, said.to_unit.id) for said in (first, second)]
    if not rules.is_exchange(*ways):
        raise Refused(_("Đổi một lấy một: mỗi người sang đúng đơn vị của người kia."))
    pair_id = uuid7()
    one, duties = _planned(first)
    other, more = _planned(second)
    for turn, partner in ((one, other), (other, one)):
        turn.kind, turn.pair_id = Kind.EXCHANGE, pair_id
        turn.backfill_id, turn.backfill_name = partner.staff_id, partner.name
        _take_own(turn, by)
    with changes.apply(actor=by, reason="rotation.exchange") as log:
        log.check(lambda: _require_alone(one))
        log.check(lambda: _require_alone(other))
        waiting = [*_asks_to_decide(one, by), *_asks_to_decide(other, by)]
        log.create(one, other, *duties, *more, *waiting)
    return one, other


def _asks_to_decide(turn: RotationTurn, by: Actor) -> list[Task]:
    """Planned by the other side: whose person it is hears of it."""
    if permissions.covers_unit(by, turn.unit_id):
        return []
    said = {"name": turn.name, "day": f"{turn.starts_on:%d/%m/%Y}"}
    return [
        new_task(
            title=_("Ký quyết định luân phiên: %(name)s, từ %(day)s") % said,
            kind=TASK_DECIDE,
            due_on=max(turn.starts_on, clock.today()),
            unit_id=turn.unit_id,
            subject_id=turn.id,
        )
    ]


def _take_own(turn: RotationTurn, by: Actor) -> None:
    """Whoever plans for the receiving unit wants the person: nobody asks that unit again."""
    if permissions.may_take(by, turn):
        host_account.mark_taken(turn, by)


def _planned(said: TurnSaid) -> tuple[RotationTurn, list[TurnTask]]:
    _require_sound(said)
    turn = RotationTurn(
        id=uuid7(),
        unit_id=said.from_unit.id,
        to_unit_id=said.to_unit.id,
        staff_id=said.member.id,
        name=said.member.name,
        name_fold=fold(said.member.name),
        kind=said.kind,
        specialty=nfc(said.specialty),
        position=nfc(said.position),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        purpose=nfc(said.purpose),
        backfill_id=said.backfill_id,
        backfill_name=nfc(said.backfill_name),
    )
    return turn, _duties(turn, said.duties)


def _duties(turn: RotationTurn, duties: Iterable[Duty]) -> list[TurnTask]:
    rows = [
        TurnTask(
            id=uuid7(),
            unit_id=turn.unit_id,
            turn=turn,
            title=nfc(duty.title),
            technique_code=duty.technique_code,
        )
        for duty in duties
        if nfc(duty.title)
    ]
    known = queries.technique_names((row.technique_code for row in rows), turn.starts_on)
    if any(row.technique_code and row.technique_code not in known for row in rows):
        raise Refused(_("Có kỹ thuật không có trong danh mục."), field="technique")
    return rows[:MOST_TASKS]


def _require_sound(said: TurnSaid) -> None:
    if said.kind not in Kind.values:
        raise Refused(_("Chọn hình thức luân phiên."), field="kind")
    if said.from_unit.id == said.to_unit.id:
        raise Refused(_("Nơi nhận phải khác nơi cử."), field="to_unit")
    if said.to_unit.valid_to and said.to_unit.valid_to < said.starts_on:
        raise Refused(_("Đơn vị nhận đã kết thúc hoạt động."), field="to_unit")
    if said.ends_on < said.starts_on:
        raise Refused(_("Ngày về phải sau ngày đi."), field="ends_on")
    if not nfc(said.position):
        raise Refused(_("Ghi vị trí làm việc ở nơi nhận."), field="position")
    if not queries.works_at(said.member.id, said.from_unit.id, said.starts_on):
        raise Refused(
            _("%(name)s không làm việc ở đơn vị cử vào ngày đi.") % {"name": said.member.name},
            field="staff",
        )


def _require_alone(turn: RotationTurn) -> None:
    """Inside the transaction: nobody is at two places on one day."""
    span = rules.Span(turn.starts_on, turn.ends_on)
    other = rules.clash(span, queries.spans_of(turn.staff_id, [turn.id]))
    if other is not None:
        raise Refused(
            _("%(name)s đã có đợt luân phiên từ %(first)s đến %(last)s. Chọn ngày khác.")
            % {
                "name": turn.name,
                "first": f"{other.first:%d/%m/%Y}",
                "last": f"{other.last:%d/%m/%Y}",
            },
            field="starts_on",
            code="overlap",
        )


def add_duty(*, turn: RotationTurn, duty: Duty, by: Actor) -> TurnTask:
    permissions.require_plan(by, turn.unit_id, turn.to_unit_id)
    rows = _duties(turn, [duty])
    if not rows or turn.stage in (Stage.ENDED, Stage.CANCELLED):
        raise Refused(_("Ghi nhiệm vụ khi đợt luân phiên chưa kết thúc."), field="title")
    with changes.apply(actor=by, reason="rotation.duty") as log:
        log.create(*rows)
    return rows[0]


def tick_duty(*, duty: TurnTask, by: Actor) -> TurnTask:
    """Done, or after all not."""
    turn = duty.turn
    if not (permissions.may_end(by, turn) or permissions.may_grade(by, turn)):
        raise NotPermitted(_("Nhiệm vụ do đơn vị cử hoặc đơn vị nhận xác nhận."))
    duty.is_done = not duty.is_done
    with changes.apply(actor=by, reason="rotation.duty_done") as log:
        log.change(duty, ["is_done"])
    return duty


def decide(
    *, turn: RotationTurn, number: str, on: dt.date, signed_by: str, by: Actor
) -> RotationTurn:
    """The decision is signed: both sides are reminded, and the receiving unit's machine makes the post there
    for its days (`our_part`).

    In an exchange the signature for one's own person takes the other one in.
    """
    permissions.require_decide(by, turn)
    _require_step(turn, Stage.DECIDED)
    if not nfc(number) or not nfc(signed_by):
        raise Refused(_("Ghi số quyết định và người ký."), field="number")
    if on > clock.today():
        raise Refused(_("Ngày ký ở tương lai: kiểm tra lại."), field="on")
    turn.stage, turn.decision, turn.decided_on = Stage.DECIDED, nfc(number), on
    turn.signed_by = nfc(signed_by)
    turn.post_id = uuid7()
    partner = _guest_in_return(turn, by)
    with deliver.at_once(), changes.apply(actor=by, reason="rotation.decide") as log:
        log.check(lambda: _require_alone(turn))
        log.change(turn, ["stage", "decision", "decided_on", "signed_by", "post_id"])
        log.create(*_reminders(turn))
        for task in our_part.open_here(turn.id, TASK_DECIDE):
            log.change(task, mark_done(task, by=by))
        if turn.taken_on is None:
            log.create(host_account.asks_to_take(turn))
        if partner is not None:
            log.change(partner, host_account.mark_taken(partner, by))
            for task in our_part.open_here(partner.id, TASK_TAKE):
                log.change(task, mark_done(task, by=by))
    turn.refresh_from_db()
    return turn


def _guest_in_return(turn: RotationTurn, by: Actor) -> RotationTurn | None:
    """Who comes to us in exchange, when we have not said yes to them yet."""
    partner = queries.pair_of(turn)
    if partner is None or partner.taken_on is not None:
        return None
    return partner if permissions.may_take(by, partner) else None


def attach_scan(*, turn: RotationTurn, chunks: Iterable[bytes], by: Actor) -> RotationTurn:
    """The signed decision as a file; a newer one takes the place of the older."""
    permissions.require_decide(by, turn)
    if not turn.decision:
        raise Refused(_("Ghi số quyết định rồi đính kèm bản đã ký."), field="file")
    file = attachments.keep(chunks=chunks, by=by, taken=SCANS)
    turn.scan_sha256, turn.scan_type, turn.scan_bytes = (
        file.sha256,
        file.content_type,
        file.size_bytes,
    )
    with changes.apply(actor=by, reason="rotation.attach_scan") as log:
        log.change(turn, ["scan_sha256", "scan_type", "scan_bytes"])
    return turn


def _reminders(turn: RotationTurn) -> list[Task]:
    """Both sides prepare before the last day; the receiving unit then says how it was."""
    ahead = dt.timedelta(days=queries.remind_days(turn.starts_on, turn.unit_id))
    soon = max(turn.ends_on - ahead, turn.starts_on)
    said = {"name": turn.name, "day": f"{turn.ends_on:%d/%m/%Y}"}
    ending = _("Luân phiên sắp kết thúc: %(name)s, %(day)s") % said
    grade = _("Đánh giá đợt luân phiên: %(name)s") % said
    return [
        *(
            new_task(title=ending, kind=TASK_ENDING, due_on=soon, unit_id=unit, subject_id=turn.id)
            for unit in (turn.unit_id, turn.to_unit_id)
        ),
        new_task(
            title=grade,
            kind=TASK_GRADE,
            due_on=turn.ends_on,
            unit_id=turn.to_unit_id,
            subject_id=turn.id,
        ),
    ]


def end(*, turn: RotationTurn, on: dt.date, by: Actor, why: str = "") -> RotationTurn:
    """The person is back. Before the last day only with a reason; the post ends on the same day."""
    if not permissions.may_end(by, turn):
        permissions.require_plan(by, turn.unit_id, turn.to_unit_id)
    _require_step(turn, Stage.ENDED)
    if on > clock.today():
        raise Refused(_("Ngày về ở tương lai: ghi khi đã về."), field="on")
    if on < turn.starts_on:
        raise Refused(_("Ngày về trước ngày đi: nếu không đi, hãy hủy đợt luân phiên."), field="on")
    if on < turn.ends_on and not nfc(why):
        raise Refused(_("Về trước hạn: ghi lý do."), field="why")
    turn.stage, turn.ended_on, turn.end_reason = Stage.ENDED, min(on, turn.ends_on), nfc(why)
    _close(turn, ["stage", "ended_on", "end_reason"], (TASK_ENDING, *BEFORE_GOING), by)
    return turn


def cancel(*, turn: RotationTurn, by: Actor, why: str) -> RotationTurn:
    """It does not take place. A turn that has begun is ended, not cancelled."""
    permissions.require_plan(by, turn.unit_id, turn.to_unit_id)
    _require_step(turn, Stage.CANCELLED)
    if turn.stage == Stage.DECIDED and turn.starts_on <= clock.today():
        raise Refused(_("Đợt luân phiên đã bắt đầu: ghi kết thúc sớm kèm lý do."))
    if not nfc(why):
        raise Refused(_("Ghi lý do hủy."), field="why")
    turn.stage, turn.end_reason = Stage.CANCELLED, nfc(why)
    _close(turn, ["stage", "end_reason"], (TASK_ENDING, TASK_GRADE, *BEFORE_GOING), by)
    return turn


def _close(turn: RotationTurn, fields: list[str], kinds: tuple[str, ...], by: Actor) -> None:
    """The turn and what was still to be done for it; its post and its role end with it (`our_part`)."""
    why = turn.end_reason
    with (
        deliver.at_once(),
        changes.apply(actor=by, reason=f"rotation.{turn.stage}", why=why) as log,
    ):
        log.change(turn, fields)
        for task in our_part.open_here(turn.id, *kinds):
            log.change(task, mark_done(task, by=by, outcome=why[:300]))


def grade(*, turn: RotationTurn, grade: str, remark: str, by: Actor) -> RotationTurn:
    """How it was, in the words of the unit where the person worked; once it is over or nearly so."""
    permissions.require_grade(by, turn)
    if turn.stage not in (Stage.DECIDED, Stage.ENDED) or turn.starts_on > clock.today():
        raise Refused(_("Chỉ đánh giá khi đợt luân phiên đã bắt đầu."))
    if grade not in Grade.values:
        raise Refused(_("Chọn mức đánh giá."), field="grade")
    turn.grade, turn.remark = grade, nfc(remark)
    turn.graded_by_name, turn.graded_on = by.name, clock.today()
    tasks = our_part.open_here(turn.id, TASK_GRADE)
    with changes.apply(actor=by, reason="rotation.grade") as log:
        log.change(turn, ["grade", "remark", "graded_by_name", "graded_on"])
        for task in tasks:
            log.change(task, mark_done(task, by=by))
    return turn


def _require_step(turn: RotationTurn, to: str) -> None:
    if not rules.may_follow(turn.stage, to):
        raise Refused(_("Đợt luân phiên đang ở bước khác, tải lại trang để xem."))
