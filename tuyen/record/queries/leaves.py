"""Charts opened by break-glass, for the officer who judges the reasons."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import telling_units
from tuyen.platform.access.models import BreakGlass, ScopeNode
from tuyen.record.models import Task
from tuyen.registry.persons.models import Person

BREAK_GLASS = "break_glass_review"


def leaves_at(who: Actor, *, only_open: bool) -> QuerySet[BreakGlass]:
    """Charts opened by break-glass at my unit and below it, newest first."""
    units = ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")
    found = BreakGlass.objects.filter(unit_id__in=units).order_by("-opened_at")
    return found.filter(reviewed_at=None) if only_open else found


def due_of(leaves: Sequence[BreakGlass]) -> dict[uuid.UUID | None, dt.date]:
    """The day by which each is concluded, from the task of the officer."""
    tasks = Task.objects.filter(kind=BREAK_GLASS, subject_id__in=[leave.pk for leave in leaves])
    return dict(tasks.values_list("subject_id", "due_on"))


def people_of(leaves: Sequence[BreakGlass], who: Actor) -> dict[uuid.UUID, Person]:
    """Leave → whose chart it was, as far as `who` may know it: the unit's name may tell too much."""
    found = Person.objects.in_bulk({leave.patient_id for leave in leaves})
    telling = set(telling_units(who).values_list("unit_id", flat=True))
    return {
        leave.pk: person
        for leave in leaves
        if leave.unit_id not in telling
        and (person := found.get(leave.patient_id))
        and who.sees(person.compartment)
    }
