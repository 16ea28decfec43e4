"""The medicines of a person: what is to be taken now, and the history of each drug."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tuyen.platform.changes import lean
from tuyen.record.chart import Chart
from tuyen.record.models import MedicationRequest, MedicationStop

RECENT_DAYS = 30  # a line without its days counts so long
LINES_SEEN = 60
LINES_OF_HISTORY = 500


class Given(NamedTuple):
    """A line of a prescription."""

    id: uuid.UUID
    encounter_id: lean.Key
    line: int
    drug_code: str
    drug: str
    strength: str
    quantity: float
    unit: str
    dose: str
    days: int | None
    day: dt.date

    @property
    def name(self) -> str:
        return f"{self.drug} {self.strength}".strip()

    @property
    def key(self) -> str:
        """What is one drug: its code, or its name where it was typed."""
        return self.drug_code or self.drug


class Stopped(NamedTuple):
    """A drug that somebody stopped on a day."""

    drug_code: str
    drug: str
    day: dt.date
    reason: str
    stopped_by_name: str

    @property
    def key(self) -> str:
        return self.drug_code or self.drug


@dataclass
class Course:
    """All that is known of one drug; lines newest first."""

    lines: list[Given]
    stops: list[Stopped] = field(default_factory=list)
    is_current: bool = False

    @property
    def last(self) -> Given:
        return self.lines[0]

    @property
    def first_day(self) -> dt.date:
        return self.lines[-1].day

    @property
    def stop(self) -> Stopped | None:
        """The stop that still holds: nothing was given after it."""
        return next((stop for stop in self.stops if self.last.day <= stop.day), None)


def lines_of(chart: Chart, count: int = LINES_SEEN) -> list[Given]:
    """Prescribed lines, newest first."""
    newest = "1 = 1 ORDER BY day DESC, id DESC LIMIT %s"
    return chart.read_few(MedicationRequest, Given, newest, [count])


def stops_of(chart: Chart) -> list[Stopped]:
    return chart.read_few(MedicationStop, Stopped, "1 = 1 ORDER BY day DESC")


def current_medicines(
    lines: Sequence[Given], stopped_on: dict[str, dt.date], today: dt.date
) -> list[Given]:
    """What should still be taken today; each drug once, as given last. `stopped_on` by `Given.key`."""
    going = [line for line in lines if not _is_stopped(line, stopped_on)]
    kept: dict[str, Given] = {}
    for line in going:
        if line.days and line.day + dt.timedelta(days=line.days) >= today:
            kept.setdefault(line.key, line)
    return list(kept.values()) or (_newest_sheet(going) if _is_recent(going, today) else [])


def _is_stopped(line: Given, stopped_on: dict[str, dt.date]) -> bool:
    stop = stopped_on.get(line.key)
    return stop is not None and line.day <= stop


def _newest_sheet(lines: Sequence[Given]) -> list[Given]:
    newest = max(lines, key=lambda line: line.day)
    same = (line for line in lines if line.encounter_id == newest.encounter_id)
    return sorted(same, key=lambda line: line.line)


def _is_recent(lines: Sequence[Given], today: dt.date) -> bool:
    return any(line.days is None and (today - line.day).days <= RECENT_DAYS for line in lines)


def courses_of(chart: Chart, today: dt.date) -> list[Course]:
    """Every drug ever given, those being taken first: two statements."""
    lines, stops = lines_of(chart, LINES_OF_HISTORY), stops_of(chart)
    current = {line.key for line in current_medicines(lines, stopped_days(stops), today)}
    courses: dict[str, Course] = {}
    for line in lines:
        courses.setdefault(line.key, Course([], is_current=line.key in current)).lines.append(line)
    for stop in stops:
        if stop.key in courses:
            courses[stop.key].stops.append(stop)
    return sorted(courses.values(), key=lambda course: not course.is_current)


def with_stop(rows: QuerySet[MedicationRequest]) -> QuerySet[MedicationRequest]:
    """Beside each line `stop_reason`: why its drug was stopped on its day or later; None while it holds."""
    stops = MedicationStop.objects.filter(
        patient_id=OuterRef("patient_id"),
        drug_code=OuterRef("drug_code"),
        day__gte=OuterRef("day"),
        superseded_by_id=None,
    ).exclude(~Q(drug=OuterRef("drug")), drug_code="")
    return rows.annotate(stop_reason=Subquery(stops.order_by("-day").values("reason")[:1]))


def stopped_days(stops: Sequence[Stopped]) -> dict[str, dt.date]:
    """The last day on which each drug was stopped."""
    found: dict[str, dt.date] = {}
    for stop in stops:
        found[stop.key] = max(stop.day, found.get(stop.key, stop.day))
    return found
