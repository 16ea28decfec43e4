"""What the pages at the bed show: signs by the hour, notes, drugs, and what is due on the shift."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import actions, rules, vital_chart
from tuyen.domains.ward.models import CareAct, CourseNote, NursingOrder
from tuyen.domains.ward.vital_chart import Drawing, Point
from tuyen.platform.ui.figures import figure
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, MedicationRequest, Observation
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
    text = "/".join(figure(row.value) for row in rows if row.value is not None)
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
    rows = [drug_row(line, stops.get(line.id)) for line in lines]
    return sorted(rows, key=lambda row: not row.is_active)


def drug_row(line: MedicationRequest, stop: CareAct | None) -> DrugRow:
    ends = line.day + dt.timedelta(days=line.days - 1) if line.days else None
    active = stop is None and (ends is None or ends >= clock.today())
    return DrugRow(line, stop, ends, active)


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


@dataclass(frozen=True)
class Work:
    """Everything that tells what is due: orders for drugs and care, and what was done of them."""

    lines: Sequence[MedicationRequest]
    orders: Sequence[NursingOrder]
    acts: Sequence[CareAct]


def tasks_of_shift(who: Actor, shift: rules.Shift) -> list[Task]:
    """Everything due on a shift for those who lie here: seven statements for any number of beds."""
    stays = list(beds.present_at(who).exclude(status="on_leave"))
    people = beds.names_of((stay.patient_id for stay in stays), who)
    named = {stay.id: people[stay.patient_id] for stay in stays if stay.patient_id in people}
    work = _work_of([stay.id for stay in stays], who, shift)
    places = {bed.id: f"{room_name} · {bed.name}" for bed, room_name in beds.named_beds(who)}
    return _tasks(stays, named, places, work, shift)


def tasks_of_stay(chart: Chart, stay: Admission, work: Work, shift: rules.Shift) -> list[Task]:
    """The same for one stay, from rows that its page has read already."""
    if stay.status not in ("arrived", "in_bed"):
        return []
    return _tasks([stay], {stay.id: chart.person}, {}, work, shift)


def work_of_stay(chart: Chart, stay: Admission) -> Work:
    """Orders and acts of one stay: three statements."""
    return Work(
        list(chart.of(MedicationRequest).filter(encounter_id=stay.id)),
        list(chart.of(NursingOrder).filter(admission_id=stay.id).order_by("-due_at")),
        list(chart.of(CareAct).filter(admission_id=stay.id).order_by("-done_at")[:500]),
    )


def task_at(chart: Chart, stay: Admission, source_id: uuid.UUID, at: dt.datetime) -> Task | None:
    """What is due by one order at one hour; refused in words where the order was stopped before it."""
    work = work_of_stay(chart, stay)
    found = tasks_of_stay(chart, stay, work, rules.shift_at(at))
    chain = {source_id} | {line.id for line in work.lines if line.amends_id == source_id}
    for task in found:
        if task.due.source_id in chain and int(task.due.at.timestamp()) == int(at.timestamp()):
            return task
    drug_stopped = any(act.kind == "stop" and act.source_id in chain for act in work.acts)
    if drug_stopped or any(o.id == source_id and o.stopped_at for o in work.orders):
        raise actions.stopped()
    return None


def _work_of(stay_ids: list[uuid.UUID], who: Actor, shift: rules.Shift) -> Work:
    seen = ["", *who.compartments]
    lines: Any = MedicationRequest.objects.filter(
        encounter_id__in=stay_ids, superseded_by_id=None, compartment__in=seen
    )
    orders = NursingOrder.objects.filter(admission_id__in=stay_ids, compartment__in=seen)
    now = Q(planned_at__gte=shift.first, planned_at__lt=shift.last)
    acts = CareAct.objects.filter(
        now | Q(kind="stop"),
        admission_id__in=stay_ids,
        compartment__in=seen,
        superseded_by_id=None,
    )
    return Work(list(lines), list(orders), list(acts))


def _tasks(
    stays: Sequence[Admission],
    people: dict[uuid.UUID, Person],
    places: dict[uuid.UUID, str],
    work: Work,
    shift: rules.Shift,
) -> list[Task]:
    by_id = {stay.id: stay for stay in stays}
    done = {(act.source_id, act.planned_at): act for act in work.acts if act.is_done}
    earlier = {line.id: line.amends_id or line.id for line in work.lines}  # a stopped line is new
    rhythms = [*_signs_due(stays, shift), *_care_due(work.orders)]
    dues = rules.plan(_courses(work, by_id), rhythms, shift.first, shift.last)
    now, tasks = clock.now(), []
    for due in dues:
        stay = by_id[due.admission_id]
        source = due.source_id
        act = done.get((source, due.at)) or done.get((earlier.get(source, source), due.at))
        if stay.id in people and due.at >= stay.arrived_at - dt.timedelta(minutes=1):
            late = act is None and rules.is_late(due, now)
            place = places.get(stay.bed_id, "") if stay.bed_id else ""
            tasks.append(Task(due, stay, people[stay.id], place, act, late))
    return tasks


def _courses(work: Work, stays: dict[uuid.UUID, Admission]) -> Iterator[rules.Course]:
    stops = {act.source_id: act.done_at for act in work.acts if act.kind == "stop"}
    for line in work.lines:
        if line.encounter_id in stays:
            yield rules.Course(
                line.id,
                line.encounter_id,
                f"{line.drug} {line.strength}: {line.dose}",
                line.dose,
                max(clock.start_of(line.day), stays[line.encounter_id].arrived_at),
                line.days,
                stops.get(line.id),
            )


def _signs_due(stays: Iterable[Admission], shift: rules.Shift) -> Iterator[rules.Rhythm]:
    """Signs by the grade of care, counted from the hour at which a shift begins."""
    for stay in stays:
        hours = rules.vitals_hours(stay.care_grade, clock.day_of(shift.first))
        if hours is not None:
            title = _("Đo dấu hiệu sinh tồn")
            yield rules.Rhythm(stay.id, stay.id, rules.VITALS, title, shift.first, hours)


def _care_due(orders: Iterable[NursingOrder]) -> Iterator[rules.Rhythm]:
    for row in orders:
        yield rules.Rhythm(
            row.id,
            row.admission_id,
            rules.ORDER,
            row.title,
            row.due_at,
            row.every_hours,
            row.stopped_at,
        )
