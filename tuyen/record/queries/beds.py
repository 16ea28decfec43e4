"""Rooms, beds and who lies in them, as far as the asker may see."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import INSIDE_A_UNIT, units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Admission, Bed, BedStay, Room
from tuyen.record.rules.admissions import OPEN, PRESENT
from tuyen.registry.persons.models import Person

QUARTERS = "quarters"


def units_here(who: Actor) -> QuerySet[ScopeNode]:
    """My unit and its departments."""
    return ScopeNode.objects.filter(units_of(who)).order_by("path")


def rooms_of(who: Actor) -> QuerySet[Room]:
    """Rooms of my unit and its departments; a secure one only with the grant."""
    return Room.objects.filter(
        unit_id__in=units_here(who).values("unit_id"), compartment__in=["", *who.compartments]
    ).order_by("unit_id", "position", "name")


def beds_of(who: Actor) -> QuerySet[Bed]:
    return Bed.objects.filter(
        unit_id__in=units_here(who).values("unit_id"), compartment__in=["", *who.compartments]
    ).order_by("position", "name")


def counted_of(unit_id: uuid.UUID) -> int:
    """Beds of a unit and its departments that are in use, whoever lies in them; secure rooms count."""
    node = ScopeNode.objects.filter(unit_id=unit_id).values("path")[:1]
    inside = ScopeNode.objects.filter(path__startswith=Subquery(node), kind__in=INSIDE_A_UNIT)
    units = inside.values("unit_id").union(
        ScopeNode.objects.filter(unit_id=unit_id).values("unit_id")
    )
    return Bed.objects.filter(unit_id__in=units).exclude(status="closed").count()


def visible_to(who: Actor) -> QuerySet[Admission]:
    """Stays at my unit and its departments, hidden compartments left out."""
    return Admission.objects.filter(
        unit_id__in=units_here(who).values("unit_id"), compartment__in=["", *who.compartments]
    )


def present_at(who: Actor) -> QuerySet[Admission]:
    """Who lies or waits for a bed at my unit now, the longest first."""
    return visible_to(who).filter(status__in=PRESENT).order_by("arrived_at", "id")


def departments_for(who: Actor) -> list[ScopeNode]:
    """Where somebody may be moved inside the facility: it and its departments."""
    path = who.path
    if who.unit_kind in INSIDE_A_UNIT:
        path = path.rstrip("/").rpartition("/")[0] + "/"
    found = ScopeNode.objects.filter(path__startswith=path).order_by("name")
    return [
        node
        for node in found
        if node.path == path
        or (node.kind in INSIDE_A_UNIT and node.path.count("/") == path.count("/") + 1)
    ]


@dataclass
class Place:
    """One bed with whoever lies in it. `state`: occupied, leave, ready, cleaning, closed."""

    bed: Bed
    admission: Admission | None = None
    person: Person | None = None
    is_hidden: bool = False  # taken by somebody whose stay the asker may not see

    @property
    def state(self) -> str:
        if self.is_hidden:
            return "occupied"
        if self.admission is not None:
            return "leave" if self.admission.status == "on_leave" else "occupied"
        return self.bed.status

    @property
    def is_free(self) -> bool:
        return self.state == "ready"


@dataclass
class Ward:
    """One room with its beds."""

    room: Room
    places: list[Place] = field(default_factory=list)


@dataclass
class Board:
    """Everything that one look should tell: rooms, beds, and who still waits for one."""

    wards: list[Ward]
    waiting: list[tuple[Admission, Person | None]]

    @property
    def places(self) -> list[Place]:
        return [place for ward in self.wards for place in ward.places]

    def count(self, state: str) -> int:
        return sum(place.state == state for place in self.places)


def board_of(who: Actor, unit_id: uuid.UUID | None = None) -> Board:
    """Rooms, beds, stays and names: four statements, whatever the size of the ward.

    A bed in an open room may hold somebody of a compartment that the asker does not see; it counts
    as taken, without a name. In a secure room nothing stands at all without the grant.
    """
    rooms, beds = rooms_of(who).filter(is_open=True).exclude(kind=QUARTERS), beds_of(who)
    if unit_id is not None:
        rooms, beds = rooms.filter(unit_id=unit_id), beds.filter(unit_id=unit_id)
    stays = _stays_in(who, unit_id)
    people = names_of((stay.patient_id for stay in stays), who)
    by_bed = {stay.bed_id: stay for stay in stays if stay.bed_id}
    wards = {room.id: Ward(room) for room in rooms}
    for bed in beds:
        if bed.room_id in wards:
            wards[bed.room_id].places.append(_place(bed, by_bed.get(bed.id), people, who))
    waiting = [
        (stay, people.get(stay.patient_id))
        for stay in stays
        if not stay.bed_id and who.sees(stay.compartment) and stay.patient_id in people
    ]
    return Board(list(wards.values()), waiting)


def _stays_in(who: Actor, unit_id: uuid.UUID | None) -> list[Admission]:
    """Also those whose compartment is hidden: their bed is not free. Only `_place` may look at them."""
    found = Admission.objects.filter(unit_id__in=units_here(who).values("unit_id"), status__in=OPEN)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    return list(found.order_by("arrived_at", "id"))


def _place(bed: Bed, stay: Admission | None, people: dict[uuid.UUID, Person], who: Actor) -> Place:
    if stay is None:
        return Place(bed)
    person = people.get(stay.patient_id) if who.sees(stay.compartment) else None
    if person is None:
        return Place(bed, is_hidden=True)
    return Place(bed, stay, person)


def named_beds(who: Actor) -> list[tuple[Bed, str]]:
    """Beds of open rooms, each with the name of its room; one statement."""
    rooms = Room.objects.filter(
        pk=OuterRef("room_id"), unit_id=OuterRef("unit_id"), is_open=True
    ).exclude(kind=QUARTERS)
    named: Any = beds_of(who).annotate(room_name=Subquery(rooms.values("name")[:1]))
    found = [(bed, bed.room_name) for bed in named if bed.room_name is not None]
    return sorted(found, key=lambda each: (each[1], each[0].position))


def free_beds(who: Actor) -> list[tuple[Bed, str]]:
    """Beds that could take somebody now, each with the name of its room; two statements."""
    taken = Admission.objects.filter(
        unit_id__in=units_here(who).values("unit_id"), bed_id__isnull=False
    )
    occupied = set(taken.values_list("bed_id", flat=True))
    return [
        (bed, room_name)
        for bed, room_name in named_beds(who)
        if bed.status == "ready" and bed.id not in occupied
    ]


def names_of(ids: Iterable[uuid.UUID], who: Actor) -> dict[uuid.UUID, Person]:
    """Names for a list; people of a hidden compartment are left out."""
    found = Person.objects.filter(pk__in=set(ids), compartment__in=["", *who.compartments])
    return {person.id: person for person in found}


def pieces_of(admission: Admission) -> list[BedStay]:
    """Where the person lay, in order."""
    found = BedStay.objects.filter(patient_id=admission.patient_id, admission_id=admission.id)
    return list(found.order_by("from_at", "id"))


def lying_in(room_id: uuid.UUID) -> list[uuid.UUID]:
    """Persons in the beds of a room; for the rules, never for a page."""
    found = Admission.objects.filter(room_id=room_id, status__in=PRESENT)
    return list(found.values_list("patient_id", flat=True))


def occupant_of(bed: Bed) -> Admission | None:
    """For the rules, never for a page."""
    return Admission.objects.filter(bed_id=bed.id, status__in=PRESENT).first()
