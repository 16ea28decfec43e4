"""Who lies in the secure rooms and who guards them. No column here says what anybody suffers from."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.custody.models import GuardDuty, HandOver, NoContact, Paper
from tuyen.domains.custody.permissions import CUSTODY
from tuyen.record.models import Admission, Bed, Room
from tuyen.record.models.beds import RoomKind
from tuyen.record.queries import beds
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
    """Six statements for any number of rooms."""
    stays = list(stays_in_custody(who))
    people = beds.names_of((stay.patient_id for stay in stays), who)
    papers = papers_of(who, (stay.id for stay in stays))
    rooms = list(secure_rooms(who))
    all_beds = {bed.id: bed for bed in beds.beds_of(who).filter(compartment=CUSTODY)}
    apart = _names_apart(who, people)
    inmates = [
        Inmate(
            stay,
            people[stay.patient_id],
            _place(stay, rooms, all_beds),
            papers.get(stay.id),
            apart.get(stay.patient_id, []),
        )
        for stay in stays
        if stay.patient_id in people
    ]
    shown = [(room, *_in_room(room, inmates, all_beds.values())) for room in rooms]
    return Roster(shown, [inmate for inmate in inmates if inmate.stay.room_id is None])


def _in_room(
    room: Room, inmates: Iterable[Inmate], all_beds: Iterable[Bed]
) -> tuple[list[Inmate], int]:
    here = [inmate for inmate in inmates if inmate.stay.room_id == room.id]
    taken = {inmate.stay.bed_id for inmate in here}
    ready = [bed for bed in all_beds if bed.room_id == room.id and bed.status == "ready"]
    return here, sum(bed.id not in taken for bed in ready)


def _place(stay: Admission, rooms: Iterable[Room], all_beds: dict[uuid.UUID, Bed]) -> str:
    room = next((room.name for room in rooms if room.id == stay.room_id), "")
    bed = all_beds.get(stay.bed_id) if stay.bed_id else None
    return f"{room} · {bed.name}" if bed else room


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
