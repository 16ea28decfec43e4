"""Who lives together, and who of them is due for what at my unit."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from tuyen.core.actor import Actor
from tuyen.record.models import Task
from tuyen.record.queries.tasks import visible_to
from tuyen.registry.persons.models import Household, Person
from tuyen.registry.persons.queries import household_of, members_of


@dataclass
class Member:
    """One of the household. tasks: open ones of my unit, the earliest first."""

    person: Person
    is_head: bool
    tasks: list[Task] = field(default_factory=list)


@dataclass(frozen=True)
class Home:
    household: Household | None
    members: list[Member]

    @property
    def due(self) -> int:
        return sum(len(member.tasks) for member in self.members)


def home_of(person: Person, who: Actor, today: dt.date, ahead_days: int = 30) -> Home:
    """Three statements. Members of a hidden compartment and tasks of other units are left out."""
    household = household_of(person)
    if household is None:
        return Home(None, [])
    people = list(members_of(household.id, who))
    tasks: dict[uuid.UUID | None, list[Task]] = defaultdict(list)
    until = today + dt.timedelta(days=ahead_days)
    wanted = visible_to(who).filter(
        status="requested", patient_id__in=[each.id for each in people], due_on__lte=until
    )
    for task in wanted.order_by("due_on", "id"):
        tasks[task.patient_id].append(task)
    members = [Member(each, each.id == household.head_id, tasks[each.id]) for each in people]
    members.sort(key=lambda member: (not member.is_head, member.person.birth_date or dt.date.max))
    return Home(household, members)
