"""Somebody was sent here: answered, arrived, replied about, sent back. The receiving unit's half."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions import queue
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.referrals import (
    close_tasks,
    move,
    moved,
    question,
    redirected,
    require_open,
)
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import Referral, Task
from tuyen.record.queries import referrals as queries
from tuyen.record.rules import referrals as rules
from tuyen.record.rules.referrals import Status
from tuyen.record.transfer import Reply, ReturnPlan

DECIDED = ["status", "ended_on", "decided_at", "decided_by_name", "decision_note"]
REPLIED = [
    *("status", "ended_on", "replied_at", "replied_by_name", "outcome"),
    *("reply_diagnosis_code", "reply_diagnosis", "reply", "feedback", "feedback_note"),
]
RETURNED = ["returned_at", "return_plan", "return_tasks", "return_lines"]


def accept(*, referral: Referral, by: Actor, note: str = "") -> Referral:
    """Come: a bed or a room is kept. Accepting twice changes nothing."""
    permissions.require_receiver(by, referral.to_unit_id)
    if referral.status == Status.ACCEPTED:
        return referral
    _decide(referral, Status.ACCEPTED, note, by)
    with changes.apply(actor=by, reason="referral.accept") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, DECIDED)
        close_tasks(log, referral, referral.to_unit_id, by, queries.TASK_ANSWER)
    return referral


def refuse(*, referral: Referral, why: str, by: Actor) -> Referral:
    """Not here: the reason goes to the sender at once, the chart closes again."""
    permissions.require_receiver(by, referral.to_unit_id)
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do từ chối để nơi chuyển biết."), field="note")
    _decide(referral, Status.REFUSED, said, by)
    with changes.apply(actor=by, reason="referral.refuse", why=said) as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, DECIDED)
        log.create(_to_read(referral, _("Giấy chuyển bị từ chối: tìm nơi khác"), priority=2))
        close_tasks(log, referral, referral.to_unit_id, by, queries.TASK_ANSWER)
    return referral


def redirect(*, referral: Referral, to_unit_id: uuid.UUID, why: str, by: Actor) -> Referral:
    """Another unit is right: the request goes on there, the sender hears of it. The new referral."""
    permissions.require_receiver(by, referral.to_unit_id)
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do đổi nơi đến để nơi chuyển biết."), field="note")
    if to_unit_id == referral.from_unit_id:
        raise Refused(_("Đây là nơi đã chuyển: dùng “Từ chối”."), field="to_unit")
    require_open(to_unit_id, by, clock.today())
    _decide(referral, Status.REDIRECTED, said, by)
    referral.next_unit_id = to_unit_id
    further = redirected(referral, to_unit_id)
    with changes.apply(actor=by, reason="referral.redirect", why=said) as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, [*DECIDED, "next_unit_id"])
        log.create(further, question(further))
        log.announce(moved(further, "redirected"))
        log.create(_to_read(further, _("Người đã chuyển được đổi nơi đến: báo gia đình")))
        close_tasks(log, referral, referral.to_unit_id, by, queries.TASK_ANSWER)
    return further


def arrive(*, referral: Referral, by: Actor) -> Referral:
    """The person is at the door and takes a place in the queue; arriving twice changes nothing."""
    permissions.require_receiver(by, referral.to_unit_id)
    if referral.status in rules.HERE:
        return referral
    move(referral, Status.ARRIVED)
    require_open_day(by, clock.today())  # before the queue, whose act is its own
    if permissions.may_queue(by):
        queue.enqueue(
            person_id=referral.patient_id,
            by=by,
            reason=_("Chuyển đến"),
            priority=int(referral.urgency != "routine"),
        )
    referral.arrived_at = clock.now()
    with changes.apply(actor=by, reason="referral.arrive") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, ["status", "ended_on", "arrived_at"])
        log.announce(moved(referral, "arrived"))
        close_tasks(log, referral, referral.to_unit_id, by, queries.TASK_ANSWER)
        close_tasks(log, referral, referral.from_unit_id, by, queries.TASK_LOST)
    return referral


def reply(*, referral: Referral, answer: Reply, by: Actor) -> Referral:
    """What was found and done so far; a later reply replaces it until the person is sent back."""
    permissions.require_receiver(by, referral.to_unit_id)
    _answer(referral, answer, Status.REPLIED, by)
    with changes.apply(actor=by, reason="referral.reply") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, REPLIED)
        log.announce(moved(referral, "replied"))
        close_tasks(log, referral, referral.from_unit_id, by, queries.TASK_READ)
        log.create(_to_read(referral, _("Đọc phản hồi về người đã chuyển")))
    return referral


def send_back(*, referral: Referral, answer: Reply, plan: ReturnPlan, by: Actor) -> Referral:
    """The person goes home with a plan for the sending unit (giấy phản hồi, chuyển về)."""
    permissions.require_receiver(by, referral.to_unit_id)
    if not (plan.plan.strip() or plan.tasks or plan.lines):
        raise Refused(_("Ghi kế hoạch theo dõi, việc cần làm hoặc thuốc dùng tiếp."), field="plan")
    _answer(referral, answer, Status.RETURNED, by)
    referral.returned_at = clock.now()
    referral.return_plan = nfc(plan.plan)
    referral.return_tasks = [
        {"title": nfc(each.title), "due_on": each.due_on.isoformat()} for each in plan.tasks
    ]
    referral.return_lines = [
        {name: getattr(each, name) for name in ("drug_code", "drug", "dose", "quantity", "unit")}
        | {"days": each.days}
        for each in plan.lines
    ]
    with changes.apply(actor=by, reason="referral.return") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, [*REPLIED, *RETURNED])
        log.announce(moved(referral, "returned"))
        close_tasks(log, referral, referral.from_unit_id, by, queries.TASK_READ)
        log.create(_to_read(referral, _("Nhận người chuyển về: đọc kế hoạch theo dõi"), priority=1))
    return referral


def _decide(referral: Referral, then: Status, note: str, by: Actor) -> None:
    move(referral, then)
    referral.decided_at, referral.decided_by_name = clock.now(), by.name
    referral.decision_note = nfc(note)


def _answer(referral: Referral, answer: Reply, then: Status, by: Actor) -> None:
    today = clock.today()
    if answer.outcome not in rules.choices("outcome", today):
        raise Refused(_("Chọn kết quả."), field="outcome")
    if answer.feedback and answer.feedback not in rules.choices("feedback", today):
        raise Refused(_("Chọn một nhận xét trong danh sách."), field="feedback")
    if not answer.reply.strip():
        raise Refused(_("Ghi tóm tắt đã khám và điều trị gì."), field="reply")
    move(referral, then)
    referral.replied_at, referral.replied_by_name = clock.now(), by.name
    referral.outcome, referral.reply = answer.outcome, nfc(answer.reply)
    referral.reply_diagnosis = nfc(answer.reply_diagnosis)
    referral.reply_diagnosis_code = answer.reply_diagnosis_code
    referral.feedback, referral.feedback_note = answer.feedback, nfc(answer.feedback_note)


def _to_read(referral: Referral, title: str, priority: int = 0) -> Task:
    """The sending unit hears of it in what it has to do today."""
    return new_task(
        unit_id=referral.from_unit_id,
        patient_id=referral.patient_id,
        compartment=referral.compartment,
        kind=queries.TASK_READ,
        subject_id=referral.id,
        title=title,
        due_on=clock.today(),
        priority=priority,
    )
