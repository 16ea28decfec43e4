"""What teaching counts towards the hours of continuing education of whoever teaches.

The factor is the rulebook's and unverified: pages show these hours apart, as “chưa xác minh”.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from tuyen.core import rulebook
from tuyen.domains.training import rules
from tuyen.domains.training.models import CourseSession, Stage

RULE = "training/cme"
HELD = (Stage.OPEN, Stage.ENDED)
Entries = dict[uuid.UUID, list[tuple[dt.date, float]]]


def _lessons(staff_ids: Iterable[uuid.UUID], on: dt.date) -> QuerySet[CourseSession]:
    """Lessons that took place up to the day, of courses that were held."""
    return CourseSession.objects.filter(
        course__unit_id=F("unit_id"),
        course__stage__in=HELD,
        lecturer_id__in=list(staff_ids),
        is_off=False,
        day__lte=on,
    )


def hours_by_day(staff_ids: Iterable[uuid.UUID], on: dt.date) -> Entries:
    """Staff id → (day of the lesson, hours). One statement."""
    found: Entries = defaultdict(list)
    rows = _lessons(staff_ids, on).values_list("lecturer_id", "day", "minutes")
    for staff_id, day, minutes in rows:
        assert staff_id is not None  # named in the filter
        found[staff_id].append((day, hours_of(minutes, day)))
    return found


def hours_of(minutes: int, on: dt.date) -> float:
    """Minutes taught on a day, as hours that count; none before the rule took force."""
    try:
        rule = rulebook.on(RULE, on)
    except rulebook.NoneInForce:
        return 0.0
    return rules.teaching_hours(minutes, rule["period_minutes"], rule["teaching_factor"])


@dataclass(frozen=True)
class Lesson:
    """One lesson with what it counts."""

    session_id: uuid.UUID
    day: dt.date
    title: str
    course: str
    hours: float


def lessons_of(staff_id: uuid.UUID, on: dt.date) -> list[Lesson]:
    """What one person taught, the latest first."""
    rows = _lessons([staff_id], on).select_related("course").order_by("-day", "-id")
    return [
        Lesson(row.id, row.day, row.title, row.course.title, hours_of(row.minutes, row.day))
        for row in rows[:100]
    ]
