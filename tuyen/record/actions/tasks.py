"""What must be done today: added by rooms, closed by whoever does it."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Task

OPEN = "requested"
DONE = "completed"
CLOSED = ["status", "outcome", "done_by", "done_at"]  # what changes when a task ends


def new_task(  # noqa: PLR0913  a task is what it says
    *,
    title: str,
    kind: str,
    due_on: dt.date,
    unit_id: uuid.UUID,
    patient_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    role: str = "",
    priority: int = 0,
    compartment: str = "",
) -> Task:
    """A task not yet written: a room gives it to `log.create` in its own act.

    The title stands in lists: neutral words, no sensitive programme. A task about a person carries the
    compartment of what it is about, or it would be counted by whoever must not know.
    """
    return row_of(
        Task,
        uuid7(),
        unit_id=unit_id,
        title=nfc(title),
        kind=kind,
        due_on=due_on,
        patient_id=patient_id,
        subject_id=subject_id,
        role=role,
        priority=priority,
        compartment=compartment,
    )


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
    """A task of `by`'s unit, in an act of its own."""
    task = new_task(
        unit_id=by.unit_id,
        title=title,
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


def mark_done(task: Task, *, by: Actor, outcome: str = "") -> list[str]:
    """Inside another act: `log.change(task, mark_done(task, by=by, outcome=…))`."""
    task.status, task.outcome = DONE, nfc(outcome)
    task.done_by, task.done_at = by.account_id, clock.now()
    return CLOSED


def complete_task(*, task: Task, by: Actor, outcome: str = "") -> Task:
    """Done, with a word on how it ended."""
    require_mine(task, by)
    if task.status != OPEN:
        raise Refused(_("Việc này đã có người làm xong."))
    with changes.apply(actor=by, reason="task.complete") as log:
        log.change(task, mark_done(task, by=by, outcome=outcome))
    return task


def reopen_task(*, task: Task, by: Actor) -> Task:
    """“Hoàn tác”: it was ticked off too early, and must be done after all."""
    require_mine(task, by)
    if task.status != DONE:
        raise Refused(_("Việc này chưa xong, không cần mở lại."))
    task.status, task.outcome, task.done_by, task.done_at = OPEN, "", None, None
    with changes.apply(actor=by, reason="task.reopen") as log:
        log.change(task, CLOSED)
    return task


def require_mine(task: Task, by: Actor) -> None:
    if task.unit_id != by.unit_id or (task.role and task.role != by.role):
        raise NotPermitted(_("Việc này giao cho đơn vị hoặc vai trò khác."))
