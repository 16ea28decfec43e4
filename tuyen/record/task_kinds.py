"""What kinds of task there are: each has words, a sign and the page on which it is done.

A room registers its kinds in `AppConfig.ready()`; a kind that nobody registered (a task from a newer node)
is shown as “Việc khác” and opens the person's page.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.record.models import Task

PERSON_PAGE = "clinic:patient"


@dataclass(frozen=True)
class TaskKind:
    """`of`: whose id the address takes: "patient", "subject" (what the task is about) or "" for none.

    tone: neutral, info, good, warn; danger only for danger to a person or a missed legal deadline.
    """

    kind: str
    label: Any
    url_name: str = PERSON_PAGE
    of: str = "patient"
    icon: str = "clipboard-list"
    tone: str = "neutral"


_kinds: dict[str, TaskKind] = {}
_other = TaskKind("", _("Việc khác"))


def register(
    kind: str,
    label: Any,
    url_name: str = PERSON_PAGE,
    *,
    of: str = "patient",
    icon: str = "clipboard-list",
    tone: str = "neutral",
) -> None:
    """The same kind twice keeps the later words."""
    _kinds[kind] = TaskKind(kind, label, url_name, of, icon, tone)


def kind_of(kind: str) -> TaskKind:
    return _kinds.get(kind, _other)


def is_known(kind: str) -> bool:
    return kind in _kinds


def url_of(task: Task) -> str:
    """The page that opens this task; empty for a task about nobody whose kind has no page."""
    kind = kind_of(task.kind)
    if kind.url_name and not kind.of:
        return reverse(kind.url_name)
    key: UUID | None = task.subject_id if kind.of == "subject" else task.patient_id
    if key is not None and kind.url_name:
        return reverse(kind.url_name, args=[key])
    return reverse(PERSON_PAGE, args=[task.patient_id]) if task.patient_id else ""


def register_own() -> None:
    """The kinds of the record itself, and plain ones that any room may use."""
    register("unknown_person", _("Chưa rõ danh tính"), "persons:identity", icon="user", tone="warn")
    register("possible_duplicate", _("Hồ sơ trùng số"), "persons:shared_numbers", of="")
    register("step_refused", _("Bước không được nhận"), icon="alert-triangle", tone="warn")
    register("follow_up", _("Theo dõi"), icon="phone")
    register("call", _("Gọi điện"), icon="phone")
    register("home_visit", _("Thăm tại nhà"), icon="home")
    register("reported_death", _("Báo đã mất"), "persons:identity", icon="user", tone="warn")
