"""The unit reports what it mended, with proof; whoever supervised accepts it or sends it back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.supervision import permissions, rules
from tuyen.domains.supervision.actions.checklists import TASK_CHECK, TASK_MEND, task_for
from tuyen.domains.supervision.models import CorrectiveAction
from tuyen.platform import changes
from tuyen.platform.drafts.actions import FormKept
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.queries import tasks as known_tasks

DRAFT = "mend"  # kind of the drafts of a report, by correction
CHECK_DAYS = 7  # how soon a report of the unit is looked at; our own promise, no law


def report(
    *,
    action: CorrectiveAction,
    done_on: dt.date,
    evidence: str,
    files: Sequence[dict[str, Any]],
    by: Actor,
) -> CorrectiveAction:
    """“Đã khắc phục”, on which day, shown by what."""
    permissions.require_answer(by, action)
    _require_step(action, rules.Correction.REPORTED)
    if done_on > clock.today():
        raise Refused(_("Ngày khắc phục ở sau hôm nay."), field="done_on")
    if not evidence.strip() and not files:
        raise Refused(_("Ghi bằng chứng hoặc gửi ảnh chụp sau khi khắc phục."), field="evidence")
    action.status, action.done_on = rules.Correction.REPORTED, done_on
    action.evidence, action.files = evidence.strip(), [*action.files, *files]
    action.reported_at, action.reported_by_name = clock.now(), by.name
    check = new_task(
        title=(_("Kiểm tra khắc phục: %(what)s") % {"what": action.finding_text})[:200],
        kind=TASK_CHECK,
        due_on=clock.today() + dt.timedelta(days=CHECK_DAYS),
        unit_id=action.office_id,
        subject_id=action.id,
    )
    names = ["status", "done_on", "evidence", "files", "reported_at", "reported_by_name"]
    with changes.apply(actor=by, reason="supervision.report") as log:
        log.change(action, names)
        for task in known_tasks.open_about(action.id, TASK_MEND):
            log.change(task, mark_done(task, by=by, outcome=_("Đã báo khắc phục")))
        log.create(check)
        log.add(FormKept(by.account_id, DRAFT, action.id))
    return action


def accept(*, action: CorrectiveAction, remark: str, by: Actor) -> CorrectiveAction:
    """Seen and mended. What was late stays late: the day it was done stands beside the deadline."""
    permissions.require_accept(by, action)
    _require_step(action, rules.Correction.ACCEPTED)
    action.status, action.accepted_on = rules.Correction.ACCEPTED, clock.today()
    action.accepted_by_name = by.name
    _remarked(action, remark, by)
    with changes.apply(actor=by, reason="supervision.accept") as log:
        log.change(action, ["status", "accepted_on", "accepted_by_name", "follow_up"])
        for task in known_tasks.open_about(action.id, TASK_CHECK):
            log.change(task, mark_done(task, by=by, outcome=_("Đã xác nhận")))
    return action


def send_back(*, action: CorrectiveAction, remark: str, by: Actor) -> CorrectiveAction:
    """Not mended: the deadline stays, and the unit hears what is missing."""
    permissions.require_accept(by, action)
    _require_step(action, rules.Correction.OPEN)
    if not nfc(remark):
        raise Refused(_("Ghi điều còn thiếu để đơn vị làm tiếp."), field="remark")
    action.status, action.done_on = rules.Correction.OPEN, None
    _remarked(action, remark, by)
    with changes.apply(actor=by, reason="supervision.send_back") as log:
        log.change(action, ["status", "done_on", "follow_up"])
        for task in known_tasks.open_about(action.id, TASK_CHECK):
            log.change(task, mark_done(task, by=by, outcome=_("Chưa đạt, gửi lại")))
        log.create(task_for(action))
    return action


def extend(*, action: CorrectiveAction, due_on: dt.date, why: str, by: Actor) -> CorrectiveAction:
    """A later deadline, with its reason; the one of the minutes stays visible."""
    permissions.require_accept(by, action)
    if action.status not in (rules.Correction.OPEN, rules.Correction.REPORTED):
        raise Refused(_("Việc này đã xong hoặc chưa giao."))
    if not nfc(why):
        raise Refused(_("Ghi lý do gia hạn."), field="why")
    if due_on <= action.due_on:
        raise Refused(_("Hạn mới phải ở sau hạn đang có."), field="due_on")
    action.due_on = due_on
    _remarked(action, _("Gia hạn: %(why)s") % {"why": nfc(why)}, by)
    with changes.apply(actor=by, reason="supervision.extend", why=nfc(why)) as log:
        log.change(action, ["due_on", "follow_up"])
        for task in known_tasks.open_about(action.id, TASK_MEND):
            task.due_on = due_on
            log.change(task, ["due_on"])
    return action


def _remarked(action: CorrectiveAction, remark: str, by: Actor) -> None:
    if text := nfc(remark):
        line = f"{clock.today():%d/%m/%Y} {by.name}: {text}"
        action.follow_up = "\n".join(filter(None, [action.follow_up, line]))


def _require_step(action: CorrectiveAction, then: rules.Correction) -> None:
    if not rules.correction_may(action.status, then):
        raise Refused(_("Việc này không ở bước đó nữa. Xin tải lại trang."), code="stale")
