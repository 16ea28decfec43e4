"""Tasks as lists show them: with the words, the sign and the page of their kind, and whose they are."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.record import task_kinds
from tuyen.record.models import Task
from tuyen.record.queries.tasks import open_counts
from tuyen.record.task_kinds import TaskKind
from tuyen.registry.persons.models import Person

WHEN = {
    "today": _("Đến hạn hôm nay"),
    "late": _("Quá hạn"),
    "week": _("Trong 7 ngày"),
    "all": _("Tất cả"),
    "done": _("Đã xong"),
}


@dataclass(frozen=True)
class TaskLine:
    task: Task
    kind: TaskKind
    url: str
    person: Person | None


@dataclass(frozen=True)
class Choice:
    code: str
    label: Any
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Filters:
    when: list[Choice]
    kinds: list[Choice]


def when_of(text: str) -> str:
    return text if text in WHEN else "today"


def lines_of(tasks: Iterable[Task], who: Actor) -> list[TaskLine]:
    """Tasks with the names of whom they are about, in one statement."""
    found = list(tasks)
    wanted = {task.patient_id for task in found if task.patient_id}
    seen = ["", *who.compartments]
    people = {row.id: row for row in Person.objects.filter(pk__in=wanted, compartment__in=seen)}
    return lines_with(found, people)


def lines_with(tasks: Iterable[Task], people: Mapping[uuid.UUID, Person]) -> list[TaskLine]:
    """Whom one may not know stands in no list, even where a room forgot the compartment of its task."""
    return [
        TaskLine(
            task,
            task_kinds.kind_of(task.kind),
            task_kinds.url_of(task),
            people[task.patient_id] if task.patient_id else None,
        )
        for task in tasks
        if task.patient_id is None or task.patient_id in people
    ]


def filters_of(who: Actor, day: dt.date, when: str, kind: str) -> Filters:
    """The choices over the list, each with how many it would show."""
    counts = open_counts(who, day)
    narrowed = [row for code, row in counts.items() if kind in ("", code)]
    times = [
        Choice(
            code,
            label,
            None if code == "done" else sum(row[code] for row in narrowed),
            code == when,
        )
        for code, label in WHEN.items()
    ]
    kinds = [
        Choice(code, task_kinds.kind_of(code).label, row.get(when), code == kind)
        for code, row in counts.items()
        if code == kind or when == "done" or row.get(when)
    ]
    return Filters(times, sorted(kinds, key=lambda each: str(each.label)))
