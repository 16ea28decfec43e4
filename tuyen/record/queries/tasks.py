"""What must be done at a unit."""

import datetime as dt
import uuid

from django.db.models import Count, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.record.models import Task

OPEN = "requested"
WEEK = dt.timedelta(days=7)


def due_by(day: dt.date, who: Actor) -> QuerySet[Task]:
    """Open tasks of my unit, mine or everybody's, that are due by this day; the gravest first."""
    return _gravest_first(visible_to(who).filter(status=OPEN, due_on__lte=day))


def tasks_for(who: Actor, day: dt.date, when: str, kind: str = "") -> QuerySet[Task]:
    """Tasks of a list: due `today` (with what is late), `late`, in a `week`, `all` open, or `done`."""
    rows = visible_to(who)
    if kind:
        rows = rows.filter(kind=kind)
    if when == "done":
        return rows.filter(status="completed").order_by("-done_at", "-id")
    return _gravest_first(rows.filter(status=OPEN, **_due(day, when)))


def _due(day: dt.date, when: str) -> dict[str, dt.date]:
    due = {
        "today": {"due_on__lte": day},
        "late": {"due_on__lt": day},
        "week": {"due_on__lte": day + WEEK},
    }
    return due.get(when, {})


def _gravest_first(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.order_by("-priority", "due_on", "id")


def open_counts(who: Actor, day: dt.date) -> dict[str, dict[str, int]]:
    """For each kind how many are open: all, due within a week, by today, late. One statement."""
    counted = (
        visible_to(who)
        .filter(status=OPEN)
        .values("kind")
        .annotate(
            all=Count("id"),
            week=Count("id", filter=Q(due_on__lte=day + WEEK)),
            today=Count("id", filter=Q(due_on__lte=day)),
            late=Count("id", filter=Q(due_on__lt=day)),
        )
        .order_by("kind")
    )
    times = ("all", "week", "today", "late")
    return {row["kind"]: {when: int(row[when]) for when in times} for row in counted}  # type: ignore[literal-required]


def visible_to(who: Actor) -> QuerySet[Task]:
    return Task.objects.filter(
        Q(role="") | Q(role=who.role),
        unit_id=who.unit_id,
        compartment__in=["", *who.compartments],
    )


def open_about(subject_id: uuid.UUID, kind: str) -> list[Task]:
    """Open tasks of one kind about one thing, to be closed together with it."""
    return list(Task.objects.filter(subject_id=subject_id, kind=kind, status=OPEN))
