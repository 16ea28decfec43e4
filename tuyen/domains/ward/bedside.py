"""What the pages at the bed show: signs by the hour, notes, drugs, and what is due on the shift."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import rules, vital_chart
from tuyen.domains.ward.models import CareAct, CourseNote, NursingOrder
from tuyen.domains.ward.vital_chart import Drawing, Point
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, Bed, MedicationRequest, Observation, Room
from tuyen.record.queries import beds
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.vitals import vitals

ROWS_SHOWN = 60
COLUMNS = ("temperature", "pulse", "pressure", "respiratory_rate", "spo2", "weight")


@dataclass(frozen=True)
class Cell:
    text: str = ""
    is_odd: bool = False
    word: str = ""


@dataclass
class SignRow:
    """Everything measured at one hour."""

    at: dt.datetime
    cells: list[Cell] = field(default_factory=list)


def signs_of(chart: Chart, stay: Admission) -> list[Observation]:
    found = chart.of(Observation).filter(encounter_id=stay.id, status="final")
    return list(found.order_by("occurred_at", "id"))


def rows_of(signs: Iterable[Observation]) -> list[SignRow]:
    """One row an hour of measuring, the newest first."""
    by_hour: dict[dt.datetime, dict[str, Observation]] = defaultdict(dict)
    for each in signs:
        by_hour[each.occurred_at][each.code] = each
    rows = [SignRow(at, _cells(found)) for at, found in by_hour.items()]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:ROWS_SHOWN]


def _cells(found: dict[str, Observation]) -> list[Cell]:
    cells = [_cell([found[code]]) if code in found else Cell() for code in COLUMNS[:2]]
    pair = [found[code] for code in ("systolic", "diastolic") if code in found]
    cells.append(_cell(pair) if pair else Cell())
    cells += [_cell([found[code]]) if code in found else Cell() for code in COLUMNS[3:]]
    return cells


def _cell(rows: Sequence[Observation]) -> Cell:
    text = "/".join(f"{row.value:g}".replace(".", ",") for row in rows if row.value is not None)
    marks = {row.interpretation for row in rows}
    if "A" in marks:
        return Cell(text, True, _("kiểm tra lại"))
    word = _("cao") if "H" in marks else _("thấp") if "L" in marks else ""
    return Cell(text, False, word)


def chart_of_signs(signs: Sequence[Observation], stay: Admission) -> Drawing | None:
    last = clock.day_of(stay.ended_at) if stay.ended_at else clock.today()
    return vital_chart.drawing(
        _points(signs, "temperature"), _points(signs, "pulse"), stay.day, last
    )


def _points(signs: Iterable[Observation], code: str) -> list[Point]:
    return [
        Point(each.occurred_at, each.value, each.interpretation == "A")
        for each in signs
        if each.code == code and each.value is not None
    ]


def column_names(language: str) -> list[str]:
    known = vitals(clock.today())
    return [
        _("Huyết áp") if code == "pressure" else known[code].short.spoken(language)
        for code in COLUMNS
    ]


def notes_of(chart: Chart, stay: Admission) -> list[CourseNote]:
    """The treatment sheet, newest first; what was struck stays to be read."""
    found = chart.of(CourseNote).filter(admission_id=stay.id)
    return list(found.order_by("-at", "-id")[:200])


@dataclass(frozen=True)
class DrugRow:
    line: MedicationRequest
    stop: CareAct | None
    ends_on: dt.date | None
    is_active: bool


def drugs_of(chart: Chart, stay: Admission) -> list[DrugRow]:
    """Drug orders of a stay, those in force first."""
    lines = list(chart.of(MedicationRequest).filter(encounter_id=stay.id).order_by("-day", "-id"))
    stops = {
        act.source_id: act for act in chart.of(CareAct).filter(admission_id=stay.id, kind="stop")
    }
    rows = [_drug_row(line, stops.get(line.id)) for line in lines]
    return sorted(rows, key=lambda row: not row.is_active)


def _drug_row(line: MedicationRequest, stop: CareAct | None) -> DrugRow:
    ends = line.day + dt.timedelta(days=line.days - 1) if line.days else None
    active = stop is None and (ends is None or ends >= clock.today())
    return DrugRow(line, stop, ends, active)


def orders_of(chart: Chart, stay: Admission) -> list[NursingOrder]:
    return list(chart.of(NursingOrder).filter(admission_id=stay.id).order_by("-due_at"))


def acts_of(chart: Chart, stay: Admission) -> list[CareAct]:
    """What was done for one stay, newest first."""
    found = chart.of(CareAct).filter(admission_id=stay.id)
    return list(found.order_by("-done_at")[:100])


@dataclass(frozen=True)
class Task:
    """One line of the shift: what, for whom, in which bed, and whether it was done."""

    due: rules.Due
    stay: Admission
    person: Person
    place: str
    act: CareAct | None
    is_late: bool

    @property
    def key(self) -> str:
        """Names the task in a form: which order, at which hour."""
        return f"{self.due.kind}.{self.due.source_id}.{int(self.due.at.timestamp())}"


def tasks_of_shift(who: Actor, shift: rules.Shift, stay_id: uuid.UUID | None = None) -> list[Task]:
    """Everything due on a shift for those who lie here: seven statements for any number of beds."""
    stays = list(beds.present_at(who).exclude(status="on_leave"))
    if stay_id is not None:
        stays = [stay for stay in stays if stay.id == stay_id]
    by_id = {stay.id: stay for stay in stays}
    people = beds.names_of((stay.patient_id for stay in stays), who)
    done = _done(who, by_id, shift)
    dues = rules.plan(_courses(who, by_id), _rhythms(who, stays, shift), shift.first, shift.last)
    places = _places(who)
    now = clock.now()
    tasks = []
    for due in dues:
        stay = by_id[due.admission_id]
        act = done.get((due.source_id, due.at))
        person = people.get(stay.patient_id)
        if person is not None and due.at >= stay.arrived_at - dt.timedelta(minutes=1):
            late = act is None and rules.is_late(due, now)
            tasks.append(Task(due, stay, person, places.get(stay.bed_id, ""), act, late))
    return tasks


def _seen(who: Actor) -> list[str]:
    return ["", *who.compartments]


def _courses(who: Actor, stays: dict[uuid.UUID, Admission]) -> list[rules.Course]:
    lines: Any = MedicationRequest.objects.filter(
        encounter_id__in=list(stays), superseded_by_id=None, compartment__in=_seen(who)
    )
    stops = dict(
        CareAct.objects.filter(
            admission_id__in=list(stays), kind="stop", compartment__in=_seen(who)
        ).values_list("source_id", "done_at")
    )
    return [
        rules.Course(
            line.id,
            line.encounter_id,
            f"{line.drug} {line.strength}: {line.dose}",
            line.dose,
            max(clock.start_of(line.day), stays[line.encounter_id].arrived_at),
            line.days,
            stops.get(line.id),
        )
        for line in lines
    ]


def _rhythms(who: Actor, stays: Iterable[Admission], shift: rules.Shift) -> list[rules.Rhythm]:
    found = [rhythm for stay in stays if (rhythm := _signs_due(stay, shift))]
    orders = NursingOrder.objects.filter(
        admission_id__in=[stay.id for stay in stays], compartment__in=_seen(who)
    )
    return found + [
        rules.Rhythm(
            row.id,
            row.admission_id,
            rules.ORDER,
            row.title,
            row.due_at,
            row.every_hours,
            row.stopped_at,
        )
        for row in orders
    ]


def _signs_due(stay: Admission, shift: rules.Shift) -> rules.Rhythm | None:
    """Signs by the grade of care, counted from the hour at which a shift begins."""
    hours = rules.vitals_hours(stay.care_grade, clock.day_of(shift.first))
    if hours is None:
        return None
    return rules.Rhythm(
        stay.id, stay.id, rules.VITALS, _("Đo dấu hiệu sinh tồn"), shift.first, hours
    )


def _done(
    who: Actor, stays: dict[uuid.UUID, Admission], shift: rules.Shift
) -> dict[tuple[uuid.UUID, dt.datetime], CareAct]:
    acts = CareAct.objects.filter(
        admission_id__in=list(stays),
        planned_at__gte=shift.first,
        planned_at__lt=shift.last,
        compartment__in=_seen(who),
    ).exclude(kind="stop")
    return {(act.source_id, act.planned_at): act for act in acts}


def _places(who: Actor) -> dict[uuid.UUID | None, str]:
    rooms: dict[uuid.UUID, Room] = {room.id: room for room in beds.rooms_of(who)}
    all_beds: Iterable[Bed] = beds.beds_of(who)
    return {
        bed.id: f"{rooms[bed.room_id].name} · {bed.name}"
        for bed in all_beds
        if bed.room_id in rooms
    }
