"""Who lies in the secure rooms and who guards them. No column here says what anybody suffers from."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.custody.models import GuardDuty, HandOver, NoContact, Paper
from tuyen.domains.custody.permissions import CUSTODY
from tuyen.record.models import Admission, Bed, Room
from tuyen.record.models.beds import RoomKind
from tuyen.record.queries import beds
from tuyen.record.rules.admissions import PRESENT
from tuyen.registry.persons.models import Person

SHOWN = 30
# What a guard may know of a stay: who and where, never why.
COLUMNS = (
    "id",
    "patient_id",
    "compartment",
    "unit_id",
    "room_id",
    "bed_id",
    "status",
    "arrived_at",
)


def stays_in_custody(who: Actor) -> QuerySet[Admission]:
    """People in custody who lie at my unit now; place only."""
    return beds.present_at(who).filter(compartment=CUSTODY).only(*COLUMNS)


def papers_of(who: Actor, stay_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Paper]:
    rows = Paper.objects.filter(admission_id__in=list(stay_ids), compartment__in=who.compartments)
    return {row.admission_id: row for row in rows}


def paper_of(stay: Admission, who: Actor) -> Paper | None:
    return papers_of(who, [stay.id]).get(stay.id)


@dataclass
class Inmate:
    """One line of the roster."""

    stay: Admission
    person: Person
    place: str
    paper: Paper | None
    apart: list[str] = field(default_factory=list)  # names of those who must not meet this person


@dataclass
class Roster:
    """Secure rooms with who lies in them; who still waits for a bed; beds left."""

    rooms: list[tuple[Room, list[Inmate], int]]
    waiting: list[Inmate]

    @property
    def inmates(self) -> list[Inmate]:
        return [inmate for _room, found, _free in self.rooms for inmate in found] + self.waiting


def roster_of(who: Actor) -> Roster:
    """Stays, people, papers, rooms, pairs: five statements for any number of rooms."""
    stays: list[Any] = list(stays_in_custody(who).annotate(bed_name=_bed_name()))
    people = beds.names_of((stay.patient_id for stay in stays), who)
    papers = papers_of(who, (stay.id for stay in stays))
    rooms: list[Any] = list(secure_rooms(who).annotate(free=_free_beds()))
    names = {room.id: room.name for room in rooms}
    apart = _names_apart(who, people)
    inmates = [
        Inmate(
            stay,
            people[stay.patient_id],
            " · ".join(filter(None, (names.get(stay.room_id), stay.bed_name))),
            papers.get(stay.id),
            apart.get(stay.patient_id, []),
        )
        for stay in stays
        if stay.patient_id in people
    ]
    shown = [
        (room, [each for each in inmates if each.stay.room_id == room.id], room.free or 0)
        for room in rooms
    ]
    return Roster(shown, [inmate for inmate in inmates if inmate.stay.room_id is None])


def _bed_name() -> Subquery:
    bed = Bed.objects.filter(pk=OuterRef("bed_id"), compartment=CUSTODY)
    return Subquery(bed.values("name")[:1])


def _free_beds() -> Subquery:
    """Ready, and nobody lies in it, whether or not the asker may know of the stay."""
    taken = Admission.objects.filter(bed_id=OuterRef("pk"), status__in=PRESENT)
    ready = Bed.objects.filter(
        ~Exists(taken), room_id=OuterRef("pk"), compartment=CUSTODY, status="ready"
    )
    return Subquery(ready.order_by().values("room_id").annotate(n=Count("pk")).values("n"))


def secure_rooms(who: Actor) -> QuerySet[Room]:
    """Rooms where people in custody lie."""
    return beds.rooms_of(who).filter(compartment=CUSTODY).exclude(kind=RoomKind.QUARTERS)


def quarters(who: Actor) -> QuerySet[Room]:
    """Where officers on duty rest."""
    return beds.rooms_of(who).filter(kind=RoomKind.QUARTERS, is_open=True)


def pairs_at(who: Actor) -> QuerySet[NoContact]:
    """Pairs in force that my unit keeps."""
    in_force = Q(ended_on=None) | Q(ended_on__gt=clock.today())
    units = beds.units_here(who).values("unit_id")
    return NoContact.objects.filter(
        in_force, unit_id__in=units, compartment__in=who.compartments
    ).order_by("-id")


def _names_apart(who: Actor, people: dict[uuid.UUID, Person]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    for pair in pairs_at(who):
        for one, other in (
            (pair.patient_id, pair.other_id),
            (pair.other_id, pair.patient_id),
        ):
            if one in people and other in people:
                found.setdefault(one, []).append(people[other].name)
    return found


def duties_on(who: Actor, day: dt.date) -> list[GuardDuty]:
    """Officers on the roster of a day."""
    return list(all_duties(who).filter(day=day, is_off=False).order_by("shift", "officer"))


def all_duties(who: Actor) -> QuerySet[GuardDuty]:
    return GuardDuty.objects.filter(unit_id=who.unit_id, compartment__in=who.compartments)


def all_hand_overs(who: Actor) -> QuerySet[HandOver]:
    return HandOver.objects.filter(unit_id=who.unit_id, compartment__in=who.compartments)


def hand_overs(who: Actor) -> list[HandOver]:
    """The last hand-overs, newest first."""
    return list(all_hand_overs(who).order_by("-given_at")[:SHOWN])


def headcount(who: Actor) -> int:
    """How many there should be in the rooms; whoever is on leave or gone is not counted."""
    return stays_in_custody(who).filter(status="in_bed").count()
