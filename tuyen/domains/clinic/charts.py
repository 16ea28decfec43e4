"""The patient page: what it shows of a chart, in as few statements as a page may take."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.clinic import trends
from tuyen.domains.clinic.readings import Reading, readings_of
from tuyen.domains.clinic.trends import Drawing, Series
from tuyen.platform.changes import lean
from tuyen.platform.ui.figures import figure
from tuyen.record.chart import Chart
from tuyen.record.models import Condition, Encounter, MedicationRequest
from tuyen.record.queries.alerts import Alerts, alerts_of
from tuyen.record.queries.medicines import Given, current_medicines, lines_of
from tuyen.record.queries.visits import FINISHED, Figure, figures

PAGE = 10
MONTHS = 24
DRAWN = ("systolic", "diastolic", "weight", "glucose_capillary")


class Came(NamedTuple):
    """A visit without the rest of its row."""

    id: UUID
    day: dt.date
    practitioner_name: str
    reason: str


class Diagnosed(NamedTuple):
    """A diagnosis of a visit, or a problem that stays."""

    id: UUID
    encounter_id: lean.Key
    category: str
    rank: str
    code: str
    name: str
    onset_on: dt.date | None


@dataclass
class Item:
    """One visit in the list, its diagnoses and drugs as one line each."""

    visit: Came
    observations: list[Figure] = field(default_factory=list)
    conditions: list[Diagnosed] = field(default_factory=list)
    lines: list[Given] = field(default_factory=list)

    @property
    def readings(self) -> list[Reading]:
        return readings_of(self.observations)

    @property
    def title(self) -> str:
        rows = sorted(self.conditions, key=lambda row: row.rank != "main")
        said = "; ".join(f"{row.name} {row.code}".strip() for row in rows)
        return said or self.visit.reason

    @property
    def drugs(self) -> str:
        return " · ".join(
            f"{line.drug} {line.strength} × {figure(line.quantity)} {line.unit}"
            for line in sorted(self.lines, key=lambda line: line.line)
        )


@dataclass
class Trend:
    """One sign over the months: drawn wide on a desk (the first of a page alone), narrow elsewhere."""

    title: str
    unit: str
    wide: Drawing | None
    narrow: Drawing | None


@dataclass
class PatientPage:
    alerts: Alerts
    problems: list[Diagnosed]
    medicines: list[Given]
    items: list[Item]
    has_more: bool
    trends: list[Trend]

    @property
    def main_trend(self) -> Trend | None:
        """The one drawn large: blood pressure where it was measured."""
        return self.trends[0] if self.trends else None

    @property
    def other_trends(self) -> list[Trend]:
        return [trend for trend in self.trends[1:] if trend.narrow]


def patient_page(chart: Chart) -> PatientPage:
    """Five statements: alerts, visits, readings, diagnoses, drugs."""
    today = clock.today()
    encounters = _encounters(chart, 0)
    shown = encounters[:PAGE]
    ids = [each.id for each in shown]
    conditions = _conditions(chart, ids, with_problems=True)
    observations = figures(chart, ids, today - dt.timedelta(days=MONTHS * 31), DRAWN)
    lines, alerts = lines_of(chart), alerts_of(chart)
    return PatientPage(
        alerts=alerts,
        problems=[row for row in conditions if row.category == "problem-list-item"],
        medicines=current_medicines(lines, alerts.stopped_on, today),
        items=_items(shown, observations, conditions, lines),
        has_more=len(encounters) > PAGE,
        trends=trends_of(observations, today),
    )


def timeline_page(chart: Chart, number: int) -> tuple[list[Item], bool]:
    """Older visits, ten at a time; number 1 is the second page."""
    encounters = _encounters(chart, number * PAGE)
    shown = encounters[:PAGE]
    ids = [each.id for each in shown]
    items = _items(
        shown,
        figures(chart, ids),
        _conditions(chart, ids),
        _lines(chart, ids),
    )
    return items, len(encounters) > PAGE


def _encounters(chart: Chart, start: int) -> list[Came]:
    newest = "status = %s ORDER BY occurred_at DESC, id DESC LIMIT %s OFFSET %s"
    return chart.read_few(Encounter, Came, newest, [FINISHED, PAGE + 1, start])


def _lines(chart: Chart, ids: Sequence[UUID]) -> list[Given]:
    if not ids:
        return []
    also = f"encounter_id IN ({lean.marks(ids)})"
    return chart.read_few(MedicationRequest, Given, also, [lean.ready(id_) for id_ in ids])


def _conditions(
    chart: Chart, ids: Sequence[UUID], *, with_problems: bool = False
) -> list[Diagnosed]:
    """Diagnoses of these visits, and the problems that stay."""
    wanted = ["1 = 0"]
    if ids:
        wanted.append(f"encounter_id IN ({lean.marks(ids)})")
    if with_problems:
        wanted.append("(category = 'problem-list-item' AND clinical_status = 'active')")
    also = f"({' OR '.join(wanted)}) ORDER BY id"
    return chart.read_few(Condition, Diagnosed, also, [lean.ready(id_) for id_ in ids])


def _items(
    visits: Iterable[Came],
    observations: Iterable[Figure],
    conditions: Iterable[Diagnosed],
    lines: Iterable[Given],
) -> list[Item]:
    items = {lean.ready(each.id): Item(each) for each in visits}
    for row in observations:
        if item := items.get(row.encounter_id):
            item.observations.append(row)
    for condition in conditions:
        if item := items.get(condition.encounter_id):
            item.conditions.append(condition)
    for line in lines:
        if item := items.get(line.encounter_id):
            item.lines.append(line)
    return list(items.values())


def trends_of(observations: Iterable[Figure], today: dt.date) -> list[Trend]:
    """Blood pressure with its target band, weight, glucose; only what was measured twice."""
    points: dict[str, list[tuple[dt.date, float]]] = {}
    for row in observations:
        if row.value is not None:
            points.setdefault(row.code, []).append((row.day, row.value))
    target = rulebook.on("clinic", today)["pressure_target"]
    wanted = (
        (
            _("Huyết áp"),
            "mmHg",
            (("systolic", _("Tâm thu")), ("diastolic", _("Tâm trương"))),
            (float(target["diastolic"]), float(target["systolic"])),
        ),
        (_("Cân nặng"), "kg", (("weight", _("Cân nặng")),), None),
        (_("Đường huyết"), "mmol/L", (("glucose_capillary", _("Đường huyết")),), None),
    )
    found: list[Trend] = []
    for title, unit, codes, band in wanted:
        series = [Series(label, tuple(points.get(code, ()))) for code, label in codes]
        if max(len(each.points) for each in series) < 2:
            continue
        wide = None if found else trends.drawing(series, trends.WIDE, today, band)
        narrow = trends.drawing(series, trends.NARROW, today, band)
        if wide or narrow:
            found.append(Trend(title, unit, wide, narrow))
    return found
