"""What must be done at a unit."""

import datetime as dt

from django.db.models import Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.record.models import Task


def due_by(day: dt.date, who: Actor) -> QuerySet[Task]:
    """Open tasks of my unit, mine or everybody's, that are due by this day; the gravest first."""
    return (
        visible_to(who)
        .filter(status="requested", due_on__lte=day)
        .order_by("-priority", "due_on", "id")
    )


def visible_to(who: Actor) -> QuerySet[Task]:
    return Task.objects.filter(
        Q(role="") | Q(role=who.role),
        unit_id=who.unit_id,
        compartment__in=["", *who.compartments],
    )
