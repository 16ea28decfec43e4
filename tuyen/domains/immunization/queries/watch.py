"""Who is watched after a dose at the unit, the longest first."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization.models import SessionVisit
from tuyen.record import vaccines
from tuyen.record.queries import immunizations as doses
from tuyen.registry.persons.models import Person

SECONDS = 60


@dataclass(frozen=True)
class Watched:
    """dose_id: the dose that a reaction would be told of."""

    visit: SessionVisit
    person: Person
    vaccines: tuple[str, ...]
    dose_id: uuid.UUID | None
    now: dt.datetime

    @property
    def minutes(self) -> int:
        """So long already."""
        assert self.visit.watched_since is not None
        return int((self.now - self.visit.watched_since).total_seconds()) // SECONDS

    @property
    def is_over(self) -> bool:
        return self.visit.watch_until is not None and self.now >= self.visit.watch_until


def visible_to(who: Actor) -> QuerySet[SessionVisit]:
    """Whoever is still there."""
    rows: QuerySet[Any] = SessionVisit.objects.all()
    return rows.filter(
        unit_id=who.unit_id,
        watched_since__isnull=False,
        left_at=None,
        compartment__in=["", *who.compartments],
    ).order_by("watched_since", "id")


def watched(who: Actor) -> list[Watched]:
    """Three statements."""
    visits, now = list(visible_to(who)), clock.now()
    people = Person.objects.in_bulk([visit.patient_id for visit in visits])
    given: dict[tuple[Any, Any], list[tuple[uuid.UUID, str]]] = {}
    rows = doses.counted().filter(
        unit_id=who.unit_id, session_id__in={visit.session_id for visit in visits}
    )
    for dose_id, person_id, session_id, code in rows.values_list(
        "id", "patient_id", "session_id", "vaccine"
    ).order_by("recorded_at", "id"):
        given.setdefault((person_id, session_id), []).append((dose_id, code))
    return [
        _watched(visit, people[visit.patient_id], given, now)
        for visit in visits
        if visit.patient_id in people
    ]


def _watched(
    visit: SessionVisit,
    person: Person,
    given: dict[tuple[Any, Any], list[tuple[uuid.UUID, str]]],
    now: dt.datetime,
) -> Watched:
    mine = given.get((visit.patient_id, visit.session_id), [])
    day = clock.day_of(now)
    names = tuple(vaccines.name_of(code, day) for _id, code in mine)
    return Watched(visit, person, names, mine[0][0] if mine else None, now)


def watched_with(dose_session: uuid.UUID | None, person_id: uuid.UUID) -> SessionVisit | None:
    """The visit of this dose, while its child is still there."""
    rows: QuerySet[Any] = SessionVisit.objects.all()
    found: SessionVisit | None = rows.filter(
        patient_id=person_id,
        session_id=dose_session,
        watched_since__isnull=False,
        left_at=None,
    ).first()
    return found if dose_session else None
