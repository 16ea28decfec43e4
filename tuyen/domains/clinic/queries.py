"""What the clinic's pages show."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.clinic import rules
from tuyen.domains.clinic.readings import readings_of
from tuyen.domains.clinic.worklist import TaskLine, lines_with
from tuyen.platform.changes import history
from tuyen.platform.changes.node import node_words
from tuyen.platform.ui.figures import figure
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Condition,
    DayLock,
    Encounter,
    MedicationRequest,
    Observation,
    QueueEntry,
)
from tuyen.record.queries.appointments import Expected, expected_on
from tuyen.record.queries.day_locks import LOCKED, lock_of
from tuyen.record.queries.queue import entries_on, version_on
from tuyen.record.queries.tasks import due_by
from tuyen.record.queries.visits import (
    ENTERED_IN_ERROR,
    Visit,
    latest_lines,
    versions_of,
    with_rows,
)
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.vitals import vitals

TASKS_SHOWN = 12
READINGS_SEEN = 60  # enough for the last value of every sign
ORDER = {"in_progress": 0, "waiting": 1, "done": 2, "left": 3}


@dataclass
class Row:
    """One line of the day: who, why in neutral words, how far."""

    entry: QueueEntry
    person: Person
    reason: str
    tone: str


@dataclass
class Day:
    day: dt.date
    rows: list[Row]
    counts: Counter[str]
    tasks: list[TaskLine]
    has_more_tasks: bool
    overdue: int
    version: str
    lock: DayLock | None
    expected: Expected

    @property
    def is_locked(self) -> bool:
        return self.lock is not None and self.lock.status == LOCKED

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def waiting(self) -> int:
        return self.counts["waiting"]

    @property
    def in_progress(self) -> int:
        return self.counts["in_progress"]

    @property
    def done(self) -> int:
        return self.counts["done"]

    @property
    def left(self) -> int:
        return self.counts["left"]


def day_at(day: dt.date, who: Actor, status: str = "") -> Day:
    """The worklist of my unit: six statements (version, queue, tasks, names, lock, appointments)."""
    version = version_on(day, who)
    entries = list(entries_on(day, who))
    tasks = list(due_by(day, who)[: TASKS_SHOWN + 1])
    about = [entry.patient_id for entry in entries]
    people = people_of([*about, *(task.patient_id for task in tasks if task.patient_id)], who)
    rows = [
        Row(
            entry,
            people[entry.patient_id],
            rules.in_lists(entry.reason, day),
            rules.tone_of(entry.status),
        )
        for entry in entries
        if entry.patient_id in people
    ]
    rows.sort(key=lambda row: ORDER[row.entry.status])
    return Day(
        day=day,
        rows=[row for row in rows if not status or row.entry.status == status],
        counts=Counter(row.entry.status for row in rows),
        tasks=lines_with(tasks[:TASKS_SHOWN], people),
        has_more_tasks=len(tasks) > TASKS_SHOWN,
        overdue=sum(task.due_on < day for task in tasks),
        version=version,
        lock=lock_of(who.unit_id, day),
        expected=expected_on(day, who),
    )


def people_of(ids: Iterable[uuid.UUID], who: Actor) -> dict[uuid.UUID, Person]:
    """Names for a list; people of a hidden compartment are left out."""
    found = Person.objects.filter(pk__in=set(ids), compartment__in=["", *who.compartments])
    return {person.id: person for person in found}


def last_values(chart: Chart, on: dt.date) -> dict[str, str]:
    """For each box what was measured last time, with its day: “148/90 (20/10)”."""
    rows = chart.of(Observation).filter(status="final").order_by("-occurred_at")[:READINGS_SEEN]
    last: dict[str, Observation] = {}
    for row in rows:
        last.setdefault(row.code, row)
    signs = vitals(on)
    said = {
        code: f"{figure(row.value)} ({row.day:%d/%m})"
        for code, row in last.items()
        if code in signs and row.value is not None
    }
    if upper := rules.pressure({code: row.value or 0 for code, row in last.items()}):
        said["pressure"] = f"{upper} ({last['systolic'].day:%d/%m})"
    return said


def last_prescription(chart: Chart) -> list[MedicationRequest]:
    """The drugs given last time."""
    return latest_lines(chart.of(MedicationRequest).order_by("-day", "-id")[:20])


def diagnoses_with(chart: Chart, lines: list[MedicationRequest]) -> list[Condition]:
    """What these drugs were given for."""
    if not lines:
        return []
    found = chart.of(Condition).filter(encounter_id=lines[0].encounter_id)
    return sorted(found, key=lambda row: row.rank != "main")


@dataclass(frozen=True)
class Revision:
    """One version of a visit: who wrote it, why, and what became different."""

    encounter: Encounter
    at: dt.datetime
    who: str
    why: str
    node: str
    fields: list[tuple[str, str, str]]


def history_of(chart: Chart, encounter: Encounter) -> list[Revision]:
    """A visit and its corrections, newest first, with what changed from one to the next."""
    versions = versions_of(chart, encounter)
    visits = with_rows(chart, versions, every_version=True)
    said = [_said(visit) for visit in visits]
    revised = [
        _revision(version, new, old, chart.who)
        for version, new, old in zip(versions, said, said[1:], strict=False)
    ]
    first = _revision(versions[-1], {_("Ghi lượt khám"): visits[-1].title}, {}, chart.who)
    return [*revised, first]


def _revision(version: Encounter, new: dict[str, str], old: dict[str, str], who: Actor) -> Revision:
    entries = history.history_of(version, who)
    first = entries[-1] if entries else None
    fields = [
        (label, old.get(label, ""), value)
        for label, value in new.items()
        if old.get(label, "") != value
    ]
    return Revision(
        encounter=version,
        at=first.at if first else version.recorded_at,
        who=first.actor_name if first else version.practitioner_name,
        why=first.why if first else "",
        node=node_words()(first.node_id) if first else "",
        fields=fields,
    )


def _said(visit: Visit) -> dict[str, str]:
    """A visit in a few lines, to be compared with its correction."""
    said = visit.encounter
    if said.status == ENTERED_IN_ERROR:
        return {_("Trạng thái"): _("đã hủy")}
    readings = readings_of(visit.observations)
    return {
        _("Ngày khám"): f"{said.occurred_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}",
        _("Lý do khám"): said.reason,
        _("Chỉ số"): ", ".join(f"{each.label} {each.value}" for each in readings),
        _("Khám, diễn biến"): said.note,
        _("Chẩn đoán"): "; ".join(f"{row.name} ({row.code})" for row in visit.conditions),
        _("Đơn thuốc"): "; ".join(
            f"{line.drug} {line.strength} × {figure(line.quantity)}: {line.dose}"
            for line in visit.lines
        ),
        _("Mã đơn"): ", ".join(sheet.number for sheet in visit.prescriptions),
        _("Dặn dò"): said.plan_note,
        _("Hẹn khám lại"): f"{said.next_visit_on:%d/%m/%Y}" if said.next_visit_on else "",
    }
