"""Tasks that the rows of the room stand behind."""

import uuid
from collections.abc import Iterable

from tuyen.record.models import Task

OPEN = "requested"


def open_task(task_id: uuid.UUID | None) -> Task | None:
    """The task while somebody still has to do it."""
    if task_id is None:
        return None
    return Task.objects.filter(pk=task_id, status=OPEN).first()


def open_tasks(ids: Iterable[uuid.UUID | None]) -> list[Task]:
    """Those of the tasks that somebody still has to do."""
    return list(Task.objects.filter(pk__in=[id_ for id_ in ids if id_], status=OPEN))
