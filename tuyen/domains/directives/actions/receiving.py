"""The receiving side: read, report what was done with evidence; the issuer reminds, accepts, returns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions.directives import TAKEN, duty_task
from tuyen.domains.directives.models import (
    Directive,
    DirectiveStatus,
    Duty,
    DutyStatus,
    Reading,
    Receipt,
    ReceiptStatus,
)
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.queries.tasks import open_task
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.record.actions.tasks import OPEN, mark_done


def acknowledge(*, receipt: Receipt, by: Actor) -> Receipt:
    """“Đã đọc”: once an account; the first of a unit closes the unit's task. Again changes nothing."""
    permissions.require_act_for(by, receipt.unit_id)
    if queries.has_read(receipt, by.account_id):
        return receipt
    now = clock.now()
    reading = Reading(
        id=uuid7(),
        unit_id=receipt.unit_id,
        directive_id=receipt.directive_id,
        receipt_id=receipt.id,
        account_id=by.account_id,
        name=by.name,
        read_at=now,
    )
    task = open_task(receipt.task_id)
    with changes.apply(actor=by, reason="directives.read") as log:
        log.create(reading)
        if receipt.read_at is None:
            receipt.read_at, receipt.read_by, receipt.read_by_name = now, by.account_id, by.name
            log.change(receipt, ["read_at", "read_by", "read_by_name"])
        if task:
            log.change(task, mark_done(task, by=by, outcome=_("Đã đọc")))
    return receipt


def acknowledge_end(*, receipt: Receipt, by: Actor) -> Receipt:
    """The unit knows that the directive was withdrawn."""
    permissions.require_act_for(by, receipt.unit_id)
    if receipt.status != ReceiptStatus.WITHDRAWN or receipt.told_at:
        return receipt
    receipt.told_at = clock.now()
    tasks = list(queries.told_tasks(receipt))
    with changes.apply(actor=by, reason="directives.told") as log:
        log.change(receipt, ["told_at"])
        for task in tasks:
            log.change(task, mark_done(task, by=by, outcome=_("Đã biết")))
    return receipt


def remind(*, directive: Directive, by: Actor, only: Sequence[Receipt] = ()) -> int:
    """Units that have not read it are asked again, by a task on top of their list; how many."""
    permissions.require_draft(by, directive.unit_id)
    if directive.status != DirectiveStatus.ISSUED:
        raise Refused(_("Chỉ nhắc đọc văn bản đang có hiệu lực."))
    waiting = [each for each in only or queries.unread_of(directive) if each.read_at is None]
    if not waiting:
        raise Refused(_("Mọi đơn vị đã đọc văn bản này."))
    now = clock.now()
    tasks = queries.tasks_by_id([each.task_id for each in waiting])
    with changes.apply(actor=by, reason="directives.remind") as log:
        for receipt in waiting:
            receipt.reminded_at, receipt.reminders = now, receipt.reminders + 1
            log.change(receipt, ["reminded_at", "reminders"])
            if (task := tasks.get(receipt.task_id)) and task.status == OPEN:
                task.priority = 1
                log.change(task, ["priority"])
    return len(waiting)


@dataclass(frozen=True)
class Evidence:
    """A file that shows that it was done."""

    name: str
    chunks: Iterable[bytes]


def report_duty(*, duty: Duty, report: str, by: Actor, evidence: Evidence | None = None) -> Duty:
    """Done, in the unit's own words, with the file where one is asked for."""
    permissions.require_act_for(by, duty.unit_id)
    if not duty.is_waiting:
        raise Refused(
            _("Việc này đang ở bước “%(status)s”, không cần báo cáo nữa.")
            % {"status": duty.get_status_display()}
        )
    if not nfc(report):
        raise Refused(_("Ghi kết quả thực hiện, ví dụ đã làm gì, bao nhiêu."), field="report")
    if duty.needs_evidence and evidence is None and not duty.evidence_sha256:
        raise Refused(_("Việc này cần tệp minh chứng: gửi kèm PDF hoặc ảnh."), field="evidence")
    if evidence:
        blob = attachments.keep(chunks=evidence.chunks, by=by, taken=TAKEN)
        duty.evidence_sha256, duty.evidence_type = blob.sha256, blob.content_type
        duty.evidence_name = nfc(evidence.name)[:200]
    duty.status, duty.report = DutyStatus.REPORTED, nfc(report)
    duty.reported_at, duty.reported_by_name = clock.now(), by.name
    task = open_task(duty.task_id)
    with changes.apply(actor=by, reason="directives.report") as log:
        log.change(duty, [*REPORTED])
        if task:
            log.change(task, mark_done(task, by=by, outcome=duty.report[:300]))
    return duty


REPORTED = (
    "status",
    "report",
    "reported_at",
    "reported_by_name",
    "evidence_sha256",
    "evidence_name",
    "evidence_type",
)


def judge_duty(*, duty: Duty, accepted: bool, note: str, by: Actor) -> Duty:
    """The issuer takes the report, or gives the task back with what is missing."""
    permissions.require_draft(by, duty.issuer_id)
    if duty.status != DutyStatus.REPORTED:
        raise Refused(_("Đơn vị chưa báo cáo việc này nên chưa có gì để xét."))
    if not accepted and not nfc(note):
        raise Refused(_("Ghi còn thiếu gì để đơn vị làm tiếp."), field="note")
    duty.status = DutyStatus.ACCEPTED if accepted else DutyStatus.RETURNED
    duty.answer, duty.answered_at = nfc(note), clock.now()
    duty.answered_by_name = by.name
    fields = ["status", "answer", "answered_at", "answered_by_name"]
    with changes.apply(actor=by, reason="directives.judge") as log:
        if not accepted:
            task = duty_task(duty.id, duty.unit_id, duty.title, max(duty.due_on, clock.today()))
            duty.task_id = task.id
            log.create(task)
            fields.append("task_id")
        log.change(duty, fields)
    return duty
