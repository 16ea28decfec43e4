"""What must be done today: added by rooms, closed by whoever does it."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record.models import Task

OPEN = "requested"


def add_task(  # noqa: PLR0913  a task is what it says
    *,
    title: str,
    kind: str,
    due_on: dt.date,
    by: Actor,
    patient_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    role: str = "",
    priority: int = 0,
    compartment: str = "",
) -> Task:
    """A task of `by`'s unit. The title stands in lists: neutral words, no sensitive programme."""
    task = Task(
        unit_id=by.unit_id,
        title=nfc(title),
        kind=kind,
        due_on=due_on,
        patient_id=patient_id,
        subject_id=subject_id,
        role=role,
        priority=priority,
        compartment=compartment,
    )
    with changes.apply(actor=by, reason="task.add") as log:
        log.create(task)
    return task


def complete_task(*, task: Task, by: Actor, outcome: str = "") -> Task:
    """Done, with a word on how it ended."""
    if task.unit_id != by.unit_id or (task.role and task.role != by.role):
        raise NotPermitted(_("Việc này giao cho đơn vị hoặc vai trò khác."))
    if task.status != OPEN:
        raise Refused(_("Việc này đã có người làm xong."))
    task.status, task.outcome = "completed", nfc(outcome)
    task.done_by, task.done_at = by.account_id, clock.now()
    with changes.apply(actor=by, reason="task.complete") as log:
        log.change(task, ["status", "outcome", "done_by", "done_at"])
    return task
