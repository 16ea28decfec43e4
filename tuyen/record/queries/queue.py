"""Who came to a unit on a day."""

import datetime as dt
import uuid

from django.db.models import Count, Max, QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.changes import lean
from tuyen.record.models import QueueEntry


def entries_on(day: dt.date, who: Actor) -> QuerySet[QueueEntry]:
    """The queue of my unit on a day: those being seen, those waiting (urgent first), the others."""
    return visible_to(who).filter(day=day).order_by("-priority", "number")


def visible_to(who: Actor) -> QuerySet[QueueEntry]:
    """Queue entries of my unit, hidden compartments left out."""
    return QueueEntry.objects.filter(unit_id=who.unit_id, compartment__in=["", *who.compartments])


def entry_with(id_: uuid.UUID, who: Actor) -> QueueEntry | None:
    """One entry of those that are visible, by one ready statement."""
    seen = ["", *who.compartments]
    condition = f"id = %s AND unit_id = %s AND compartment IN ({lean.marks(seen)})"
    values = [lean.ready(id_), lean.ready(who.unit_id), *seen]
    return next((row for row, _more in lean.rows(QueueEntry, condition, values)), None)


def version_on(day: dt.date, who: Actor) -> str:
    """Changes whenever the list of that day does."""
    seen = visible_to(who).filter(day=day).aggregate(last=Max("hlc"), n=Count("id"))
    return f"{seen['last'] or 0:x}-{seen['n']}"


def entry_of(encounter_id: uuid.UUID, who: Actor, day: dt.date) -> QueueEntry | None:
    """The entry that this visit closed."""
    return visible_to(who).filter(day=day, encounter_id=encounter_id).first()
