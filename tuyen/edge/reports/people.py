"""Who came: the names behind a page of visits, and the note that they were read."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.models import Encounter
from tuyen.registry.persons.models import Person


class Visit(NamedTuple):
    """One line of the list; a person whose compartment is hidden has no name here."""

    id: uuid.UUID
    at: dt.datetime
    person: Person | None
    practitioner_name: str


def named(visits: Sequence[Encounter], who: Actor) -> list[Visit]:
    """Two statements for a page: the names, and the log of readers."""
    found = Person.objects.in_bulk([visit.patient_id for visit in visits])
    seen = {id_: person for id_, person in found.items() if who.sees(person.compartment)}
    note_reads(seen, who, what="activity_list", ground="report")
    return [
        Visit(visit.id, visit.occurred_at, seen.get(visit.patient_id), visit.practitioner_name)
        for visit in visits
    ]
