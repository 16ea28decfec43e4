"""What must be done at the asker's unit."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.record.actions import tasks as acts
from tuyen.record.models import Task
from tuyen.record.queries import tasks as queries

router = Router(tags=["tasks"])
MOST = 500


class TaskOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID | None = Field(None, alias="patient_id")
    subject_id: uuid.UUID | None
    kind: str
    title: str
    due_on: dt.date
    priority: int
    role: str
    status: str
    outcome: str
    done_at: dt.datetime | None


class Tasks(Schema):
    items: list[TaskOut]


class TaskDone(Schema):
    outcome: str = Field("", max_length=300)


@router.get("", response=Tasks, summary="Tasks by when they are due, the gravest first")
def tasks(
    request: HttpRequest,
    due: Literal["today", "late", "week", "all", "done"] = "today",
    kind: str = "",
) -> Any:
    who = _reader(request)
    return {"items": list(queries.tasks_for(who, clock.today(), due, kind)[:MOST])}


@router.get("/{uuid:task_id}", response=TaskOut, summary="One task")
def read(request: HttpRequest, response: HttpResponse, task_id: uuid.UUID) -> Any:
    found = _task(task_id, _reader(request))
    conditions.tagged(response, found.hlc)
    return found


@router.post("/{uuid:task_id}/done", response=TaskOut, summary="Done, with how it ended")
def done(request: HttpRequest, response: HttpResponse, task_id: uuid.UUID, said: TaskDone) -> Any:
    who = _reader(request)
    found = _task(task_id, who)
    conditions.require_match(request, found.hlc)
    closed = acts.complete_task(task=found, by=who, outcome=said.outcome)
    conditions.tagged(response, closed.hlc)
    return closed


def _reader(request: HttpRequest) -> Actor:
    """Tasks are about people: whoever opens charts sees them."""
    who = asker(request)
    if not who.may("chart.open"):
        raise NotPermitted(_("Vai trò hiện tại không xem được việc của đơn vị."))
    return who


def _task(task_id: uuid.UUID, who: Actor) -> Task:
    found: Task | None = queries.visible_to(who).filter(pk=task_id).first()
    if found is None:
        raise Http404
    return found
