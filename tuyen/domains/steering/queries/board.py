"""What the boards of both sides show beside the numbers of the rooms."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Sum

from tuyen.core.actor import Actor
from tuyen.domains.steering.models import DirectionEntry, SupportRequest
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules.support import OPEN
from tuyen.record.models import Task
from tuyen.registry.facilities import direction, kinds

MOST_UNITS, MOST_TASKS = 120, 12


@dataclass(frozen=True)
class Directed:
    """A unit below, as the board lists it."""

    id: uuid.UUID
    name: str
    kind: str
    last_on: dt.date | None
    person_days: float
    open_requests: int


def directed_by(who: Actor, day: dt.date) -> list[Directed]:
    """Facilities that the reader's own facility directs, each above what stands below it; what was done
    with each this year, and what it asked that is still open. Three statements."""
    labels = kinds.kind_labels()
    found = list(direction.directed(who.unit_id, day).order_by("path")[:MOST_UNITS])
    done, asked = _done(who, day), _asked(who)
    nothing: dict[str, Any] = {"last": None, "days": 0.0}
    return [
        Directed(
            unit.id,
            unit.name,
            labels.get(unit.kind, unit.kind),
            done.get(unit.id, nothing)["last"],
            done.get(unit.id, nothing)["days"],
            asked.get(unit.id, 0),
        )
        for unit in found
    ]


def how_many_directed(who: Actor, day: dt.date, shown: list[Directed]) -> int:
    """All of them, where the board shows only the first."""
    if len(shown) < MOST_UNITS:
        return len(shown)
    return direction.directed(who.unit_id, day).count()


def _done(who: Actor, day: dt.date) -> dict[uuid.UUID, dict[str, Any]]:
    """Unit id → last day and person-days of our own work with it this year."""
    first = day.replace(month=1, day=1)
    ours = DirectionEntry.objects.filter(
        unit_id=facility_of(who), side="directs", is_void=False, done_on__range=(first, day)
    )
    told = ours.values("other_unit_id").annotate(last=Max("done_on"), days=Sum("person_days"))
    return {row["other_unit_id"]: {"last": row["last"], "days": row["days"]} for row in told}


def _asked(who: Actor) -> dict[uuid.UUID, int]:
    """Unit id → its requests to us that are not closed."""
    open_ = SupportRequest.objects.filter(to_unit_id=facility_of(who), status__in=[*OPEN])
    return dict(open_.values_list("unit_id").annotate(n=Count("id")))


def due_from_us(who: Actor, day: dt.date, kinds_asked: tuple[str, ...]) -> list[Task]:
    """Open tasks of our facility that came out of directing, the earliest day first."""
    here = {who.unit_id, facility_of(who)}
    found = Task.objects.filter(
        unit_id__in=here, kind__in=kinds_asked, status="requested", due_on__lte=day
    )
    return list(found.order_by("due_on", "id")[:MOST_TASKS])
