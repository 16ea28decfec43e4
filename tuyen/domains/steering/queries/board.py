"""What the boards of both sides show beside the numbers of the rooms."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tuyen.core.actor import Actor
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.record.models import Task
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit

MOST_UNITS, MOST_TASKS = 60, 12


@dataclass(frozen=True)
class Directed:
    """A unit below, as the board lists it."""

    id: uuid.UUID
    name: str
    kind: str


def directed_by(who: Actor, day: dt.date) -> list[Directed]:
    """Facilities that the reader's own facility directs, hospitals and centres before stations."""
    labels = kinds.kind_labels()
    found = direction.directed(who.unit_id, day).order_by("path")[:MOST_UNITS]
    return [Directed(unit.id, unit.name, labels.get(unit.kind, unit.kind)) for unit in found]


def directing(who: Actor, day: dt.date) -> list[Unit]:
    """Who directs us: by the tree and by ties, nearest last."""
    return list(direction.directing(facility_of(who), day))


def due_from_us(who: Actor, day: dt.date, kinds_asked: tuple[str, ...]) -> list[Task]:
    """Open tasks of our facility that came out of directing, the earliest day first."""
    here = {who.unit_id, facility_of(who)}
    found = Task.objects.filter(
        unit_id__in=here, kind__in=kinds_asked, status="requested", due_on__lte=day
    )
    return list(found.order_by("due_on", "id")[:MOST_TASKS])
