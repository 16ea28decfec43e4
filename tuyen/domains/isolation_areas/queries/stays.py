"""Who lies in an area, which bed is free, the steps and days of one stay."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.models import (
    AreaBed,
    AreaMove,
    AreaRoom,
    AreaStay,
    DailyCheck,
    IsolationArea,
    Severity,
)
from tuyen.domains.isolation_areas.queries import areas
from tuyen.domains.isolation_areas.rules import checks as check_rules
from tuyen.domains.isolation_areas.rules.areas import CUSTODY, SEVERITIES
from tuyen.domains.isolation_areas.rules.stays import PRESENT, days_of
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Admission, Case
from tuyen.record.queries import cases
from tuyen.record.queries.beds import names_of
from tuyen.record.rules import admissions, visits
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

GRID_DAYS = 8  # columns of the grid: today and the days before
Cell = check_rules.Cell


def visible_to(who: Actor) -> QuerySet[AreaStay]:
    """Stays in areas of my units; of custody only with the grant."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows: QuerySet[AreaStay] = AreaStay.objects.filter(
        unit_id__in=mine, compartment__in=["", *who.compartments]
    )
    return rows


def of_area(area: IsolationArea) -> QuerySet[AreaStay]:
    """Stays in one area that was found through `areas.visible_to`."""
    rows: QuerySet[AreaStay] = AreaStay.objects.filter(area_id=area.id, unit_id=area.unit_id)
    return rows


def present_in(area: IsolationArea) -> QuerySet[AreaStay]:
    """Who is inside now, the longest first."""
    return of_area(area).filter(status__in=PRESENT).order_by("arrived_on", "id")


def listed(area: IsolationArea, which: str) -> QuerySet[AreaStay]:
    """which: `over` for those who left; else who is inside."""
    if which == "over":
        left = of_area(area).exclude(status__in=[*PRESENT, "cancelled"])
        return left.order_by("-ended_on", "-id")
    return present_in(area)


def present_counts(rows: Iterable[IsolationArea]) -> dict[uuid.UUID, int]:
    """Area → people inside; one statement."""
    known = list(rows)
    found = AreaStay.objects.filter(
        area_id__in=[row.id for row in known],
        unit_id__in={row.unit_id for row in known},
        status__in=PRESENT,
    )
    counts = found.order_by().values_list("area_id").annotate(n=Count("id"))
    return dict(counts)


def ended_counts(area: IsolationArea) -> dict[str, int]:
    """State → stays of the area ever; one statement."""
    found = of_area(area).order_by().values_list("status").annotate(n=Count("id"))
    return dict(found)


def lying_in(room_id: uuid.UUID, unit_id: uuid.UUID) -> list[uuid.UUID]:
    """Persons in the beds of a room; for the rules, never for a page."""
    found = AreaStay.objects.filter(room_id=room_id, unit_id=unit_id, status="in_bed")
    return list(found.values_list("patient_id", flat=True))


def occupant_of(bed: AreaBed) -> AreaStay | None:
    """For the rules, never for a page."""
    return AreaStay.objects.filter(bed_id=bed.id, unit_id=bed.unit_id, status="in_bed").first()


@dataclass
class Place:
    """One bed with whoever lies in it. person: None also where the name may not be said."""

    bed: AreaBed
    is_in_use: bool = True
    stay: AreaStay | None = None
    person: Person | None = None

    @property
    def is_free(self) -> bool:
        return self.is_in_use and self.stay is None

    @property
    def is_above(self) -> bool:
        """More ill than those whom the room takes."""
        if self.stay is None:
            return False
        return SEVERITIES.index(self.stay.severity) > SEVERITIES.index(self.bed.room.severity)


@dataclass
class RoomView:
    room: AreaRoom
    places: list[Place] = field(default_factory=list)


@dataclass
class Board:
    """Rooms with their beds and who lies there; who waits for one."""

    rooms: list[RoomView]
    waiting: list[tuple[AreaStay, Person | None]]
    people: dict[uuid.UUID, Person]

    @property
    def stays(self) -> list[AreaStay]:
        lying = [p.stay for view in self.rooms for p in view.places if p.stay]
        return [*lying, *(stay for stay, _person in self.waiting)]

    def by_severity(self) -> list[tuple[str, str, int, int]]:
        """(code, label, free, all) of every severity for which a bed is in use."""
        found = []
        for code, label in Severity.choices:
            places = [
                place
                for view in self.rooms
                if view.room.severity == code
                for place in view.places
                if place.is_in_use
            ]
            if places:
                free = sum(place.is_free for place in places)
                found.append((code, str(label), free, len(places)))
        return found

    def free(self) -> list[AreaBed]:
        return [place.bed for view in self.rooms for place in view.places if place.is_free]


def board_of(area: IsolationArea, who: Actor) -> Board:
    """Rooms, beds, stays and names: three statements, whatever the size of the area."""
    stays = list(present_in(area))
    people = names_of((stay.patient_id for stay in stays), who)
    by_bed = {stay.bed_id: stay for stay in stays if stay.bed_id}
    views: dict[uuid.UUID, RoomView] = {}
    for bed in areas.beds_of(area):
        view = views.setdefault(bed.room_id, RoomView(bed.room))
        stay = by_bed.get(bed.id)
        is_in_use = bed.is_open and bed.room.is_open
        view.places.append(
            Place(bed, is_in_use, stay, people.get(stay.patient_id) if stay else None)
        )
    waiting = [(stay, people.get(stay.patient_id)) for stay in stays if not stay.bed_id]
    return Board(list(views.values()), waiting, people)


def places_of(area: IsolationArea) -> tuple[list[AreaBed], list[AreaBed]]:
    """Every bed, and those that could take somebody now; two statements, nobody's name."""
    taken = set(present_in(area).order_by().values_list("bed_id", flat=True))
    beds = areas.beds_of(area)
    return beds, [b for b in beds if b.is_open and b.room.is_open and b.id not in taken]


def bed_choices(free: Iterable[AreaBed], severity: str) -> list[tuple[str, str]]:
    """Free beds, those of rooms for this severity first."""
    found = sorted(free, key=lambda bed: bed.room.severity != severity)
    return [
        (
            str(bed.id),
            _("%(room)s · giường %(bed)s (%(severity)s)")
            % {
                "room": bed.room.name,
                "bed": bed.name,
                "severity": bed.room.get_severity_display(),
            },
        )
        for bed in found
    ]


def case_of(person: Person, area: IsolationArea, who: Actor) -> Case | None:
    """The newest case of this person that `who` may see and that is not discarded: of the area's
    disease, or of any where the area is for several."""
    found = cases.visible_to(who).filter(patient_id__in=same_person_ids(person))
    if area.disease:
        found = found.filter(disease=area.disease)
    return found.exclude(classification="discarded").order_by("-onset_on", "-id").first()


def is_held(person: Person, case: Case | None, who: Actor) -> bool:
    """In custody, as far as `who` may know: by the person, by the case, by a stay in a secure room.

    At a place of custody every stay is in the compartment, an officer's too: there it says nothing."""
    if person.compartment == CUSTODY or (case is not None and case.custody_site_id):
        return True
    if not who.sees(CUSTODY) or visits.compartment_of(who.unit_kind):
        return False
    return Admission.objects.filter(
        patient_id__in=same_person_ids(person),
        compartment=CUSTODY,
        status__in=admissions.OPEN,
    ).exists()


def moves_of(stay: AreaStay) -> list[AreaMove]:
    found = AreaMove.objects.filter(patient_id=stay.patient_id, stay_id=stay.id)
    return list(found.order_by("at", "id"))


def checks_of(stays: Iterable[AreaStay]) -> dict[uuid.UUID, dict[dt.date, DailyCheck]]:
    """Stay → day → what was last told of that day; one statement."""
    rows = list(stays)
    found: dict[uuid.UUID, dict[dt.date, DailyCheck]] = {row.id: {} for row in rows}
    known = DailyCheck.objects.filter(
        patient_id__in={row.patient_id for row in rows}, stay_id__in=list(found)
    )
    for check in known.order_by("checked_at", "id"):
        found[check.stay_id][check.day] = check
    return found


@dataclass(frozen=True)
class Square:
    """One day of one person in the grid."""

    day: dt.date
    cell: str
    check: DailyCheck | None = None


@dataclass(frozen=True)
class Line:
    """One row of the grid. person: None where the name may not be said."""

    stay: AreaStay
    person: Person | None
    place: str
    days: int
    today: Square
    before: list[Square]

    @property
    def may_tap(self) -> bool:
        return self.today.cell == Cell.DUE and not check_rules.needs_measuring(self.stay.severity)


def lines(stays: Sequence[AreaStay], area: IsolationArea, who: Actor) -> list[Line]:
    """The grid of days: four statements, whatever the number of people and days."""
    told = checks_of(stays)
    people = names_of((stay.patient_id for stay in stays), who)
    places = _place_names(area)
    return [
        _line(stay, told[stay.id], people.get(stay.patient_id), places.get(stay.bed_id, ""))
        for stay in stays
    ]


def _line(
    stay: AreaStay, told: dict[dt.date, DailyCheck], person: Person | None, place: str
) -> Line:
    today = clock.today()
    squares = [
        Square(
            day,
            check_rules.cell_of(
                day, arrived_on=stay.arrived_on, ended_on=stay.ended_on, seen=told, today=today
            ),
            told.get(day),
        )
        for day in check_rules.grid_days(today, GRID_DAYS)
    ]
    days = days_of(stay.arrived_on, stay.ended_on, today)
    return Line(stay, person, place, days, squares[0], squares[1:])


def place_name(bed: AreaBed) -> str:
    return f"{bed.room.name} · {bed.name}"


def _place_names(area: IsolationArea) -> dict[uuid.UUID | None, str]:
    return {bed.id: place_name(bed) for bed in areas.beds_of(area)}


def unchecked_today(stays: Sequence[AreaStay]) -> int:
    """People at whom nobody has looked today."""
    told, today = checks_of(stays), clock.today()
    return sum(today not in told[stay.id] for stay in stays)
