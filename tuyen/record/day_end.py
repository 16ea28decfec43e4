"""What is still open when a unit's day ends. Rooms register what they would like to see finished.

A part gives rows of one day of the actor's unit with four columns, hidden compartments left out:
`columns(rows, "waiting", "arrived_at")`. The page asks all parts in one statement.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.record.models import (
    Appointment,
    Condition,
    DayLock,
    Encounter,
    Order,
    QueueEntry,
)
from tuyen.record.rules.queue import OPEN

VISIT, LATE = "visit", "late"
UNANSWERED = ("requested", "collected", "in_progress", "resulted")
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Part:
    """`url_name` takes the id of the row; empty: the person's page.

    is_gap False: what was done that day; only its number stands at the head of the page.
    """

    kind: str
    label: Any
    rows: Callable[[Actor, dt.date], Rows]
    url_name: str = ""
    tone: str = "warn"
    is_gap: bool = True


class Found(NamedTuple):
    kind: str
    id: uuid.UUID
    patient_id: uuid.UUID
    at: dt.datetime | None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Called from `AppConfig.ready()`; the same kind twice keeps the later part."""
    _parts[part.kind] = part


def parts() -> list[Part]:
    return list(_parts.values())


def columns(rows: Rows, kind: str, at: str) -> Rows:
    """The four columns that every part answers with."""
    said: Rows = rows.order_by().annotate(part=Value(kind, CharField()), moment=F(at))
    return said.values_list("part", "id", "patient_id", "moment")


def found_on(day: dt.date, who: Actor, lock: DayLock | None) -> Iterator[Found]:
    """Every visit of the day, what is open, and what was written after the lock: one statement."""
    asked = [part.rows(who, day) for part in parts()]
    if lock is not None:
        asked.append(columns(_written_after(lock, who), LATE, "recorded_at"))
    first = columns(visits_between(who, day, day), VISIT, "recorded_at")
    for row in first.union(*asked, all=True):
        yield Found(*row)


def nothing(_who: Actor, _day: dt.date) -> Rows:
    """For a part that is asked in another way."""
    return columns(QueueEntry.objects.none(), "nothing", "arrived_at")


def visits_between(who: Actor, first: dt.date, last: dt.date) -> QuerySet[Encounter]:
    """Finished visits in force at my unit, hidden compartments left out."""
    return _of_my_unit(who).filter(
        day__gte=first, day__lte=last, status="finished", superseded_by_id=None
    )


def _of_my_unit(who: Actor) -> QuerySet[Encounter]:
    return Encounter.objects.filter(unit_id=who.unit_id, compartment__in=["", *who.compartments])


def _written_after(lock: DayLock, who: Actor) -> QuerySet[Encounter]:
    return _of_my_unit(who).filter(day=lock.day, recorded_at__gt=lock.locked_at)


def _waiting(who: Actor, day: dt.date) -> Rows:
    rows = QueueEntry.objects.filter(
        unit_id=who.unit_id, day=day, status__in=OPEN, compartment__in=["", *who.compartments]
    )
    return columns(rows, "waiting", "arrived_at")


def _without_diagnosis(who: Actor, day: dt.date) -> Rows:
    diagnoses = Condition.objects.filter(
        patient_id=OuterRef("patient_id"), encounter_id=OuterRef("id"), superseded_by_id=None
    )
    rows = visits_between(who, day, day).filter(~Exists(diagnoses))
    return columns(rows, "without_diagnosis", "occurred_at")


def _without_result(who: Actor, day: dt.date) -> Rows:
    rows = Order.objects.filter(
        unit_id=who.unit_id,
        day=day,
        status__in=UNANSWERED,
        compartment__in=["", *who.compartments],
    )
    return columns(rows, "without_result", "requested_at")


def _not_come(who: Actor, day: dt.date) -> Rows:
    rows = Appointment.objects.filter(
        unit_id=who.unit_id, day=day, status="booked", compartment__in=["", *who.compartments]
    )
    return columns(rows, "not_come", "booked_at")


def register_own() -> None:
    register(Part("waiting", _("Còn chờ khám hoặc đang khám"), _waiting, "clinic:examine"))
    register(
        Part(
            "without_diagnosis",
            _("Lượt khám chưa có chẩn đoán"),
            _without_diagnosis,
            "clinic:visit",
        )
    )
    register(Part("without_result", _("Chỉ định chưa có kết quả"), _without_result))
    register(Part("not_come", _("Hẹn hôm nay chưa đến"), _not_come, tone="neutral"))
