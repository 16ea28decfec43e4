"""What the ward's pages show."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import Chart
from tuyen.record.models import Admission
from tuyen.record.queries import beds
from tuyen.record.queries.beds import Board, Place, Ward
from tuyen.record.rules import admissions as rules
from tuyen.registry.persons.models import Person

TONES = {
    "planned": "neutral",
    "arrived": "warn",
    "in_bed": "info",
    "on_leave": "neutral",
    "discharged": "good",
    "transferred": "good",
    "escaped": "danger",
    "died": "neutral",
    "cancelled": "neutral",
}


def day_of_stay(admission: Admission) -> int:
    """The first day is day 1."""
    last = clock.day_of(admission.ended_at) if admission.ended_at else clock.today()
    return (last - admission.day).days + 1


@dataclass(frozen=True)
class Tile:
    """One bed as it is drawn."""

    place: Place
    day: int = 0
    is_late: bool = False  # should be back from leave by now

    @property
    def state(self) -> str:
        return self.place.state


@dataclass(frozen=True)
class Room:
    ward: Ward
    tiles: list[Tile]


@dataclass(frozen=True)
class Waiting:
    admission: Admission
    person: Person
    day: int


@dataclass
class Shown:
    """The board of one unit, or of all its departments."""

    board: Board
    units: list[ScopeNode]
    unit: ScopeNode | None
    rooms: list[Room]
    waiting: list[Waiting]
    planned: list[Waiting]

    @property
    def counts(self) -> dict[str, int]:
        return {
            state: self.board.count(state)
            for state in ("occupied", "leave", "ready", "cleaning", "closed")
        }

    @property
    def free(self) -> list[tuple[Ward, Place]]:
        return [(w, place) for w in self.board.wards for place in w.places if place.is_free]

    @property
    def version(self) -> str:
        """Changes whenever something on the board does; nothing hidden is in it."""
        said = [
            f"{tile.place.bed.id}{tile.state}{_of(tile)}" for r in self.rooms for tile in r.tiles
        ]
        said += [f"{each.admission.id}{each.admission.hlc}" for each in self.waiting + self.planned]
        return hashlib.blake2b("".join(said).encode(), digest_size=8).hexdigest()


def _of(tile: Tile) -> str:
    return f"{tile.place.admission.id}{tile.place.admission.hlc}" if tile.place.admission else ""


def board_shown(who: Actor, unit: str = "") -> Shown:
    """Units, rooms, beds, stays, names: six statements."""
    with_rooms = set(beds.rooms_of(who).values_list("unit_id", flat=True))
    units = [node for node in beds.units_here(who) if node.unit_id in with_rooms]
    chosen = next((node for node in units if f"{node.unit_id}" == unit), None)
    board = beds.board_of(who, chosen.unit_id if chosen else None)
    now = clock.now()
    coming = [Waiting(stay, person, day_of_stay(stay)) for stay, person in board.waiting if person]
    return Shown(
        board=board,
        units=units,
        unit=chosen,
        rooms=[Room(ward, [_tile(place, now) for place in ward.places]) for ward in board.wards],
        waiting=[each for each in coming if each.admission.status == "arrived"],
        planned=[each for each in coming if each.admission.status == "planned"],
    )


def _tile(place: Place, now: dt.datetime) -> Tile:
    if place.admission is None:
        return Tile(place)
    until = place.admission.leave_until
    return Tile(place, day_of_stay(place.admission), bool(until and until < now))


def units_named(units: Sequence[ScopeNode], unit_id: uuid.UUID) -> str:
    return next((node.name for node in units if node.unit_id == unit_id), "")


def fits(bed_compartment: str, stay: Admission) -> bool:
    return rules.fits(bed_compartment, stay.compartment)


@dataclass(frozen=True)
class StayRow:
    """One stay in the person's record. `place` is masked where custody asks for it."""

    stay: Admission
    place: str
    tone: str
    is_here: bool


def stays_of(chart: Chart) -> list[StayRow]:
    """Stays of a person, newest first. Two statements: stays, units."""
    rows = list(chart.of(Admission).exclude(status="cancelled").order_by("-arrived_at")[:100])
    nodes = {
        node.unit_id: node
        for node in ScopeNode.objects.filter(unit_id__in={row.unit_id for row in rows})
    }
    return [_stay_row(row, nodes.get(row.unit_id), chart.who) for row in rows]


def _stay_row(row: Admission, node: ScopeNode | None, who: Actor) -> StayRow:
    is_here = node is not None and (node.unit_id == who.unit_id or who.covers(node.path))
    place = node.name if node else ""
    if row.compartment == rules.CUSTODY and not is_here:
        place = _("Khu điều trị riêng")
    return StayRow(row, place, TONES[row.status], is_here and who.may("ward.nurse"))


def patient_of(admission_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose stay it is; None for one that `who` may not know of. The chart is opened next."""
    found = Admission.objects.filter(pk=admission_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()
