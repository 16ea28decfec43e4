"""Tasks that the rows of the room stand behind."""

import uuid

from tuyen.record.models import Task

OPEN = "requested"


def open_task(task_id: uuid.UUID | None) -> Task | None:
    """The task while somebody still has to do it."""
    if task_id is None:
        return None
    return Task.objects.filter(pk=task_id, status=OPEN).first()
