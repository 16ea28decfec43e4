"""The patient page: what it shows of a chart, in as few statements as a page may take."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.clinic import trends
from tuyen.domains.clinic.readings import Reading, readings_of
from tuyen.domains.clinic.trends import Drawing, Series
from tuyen.record.chart import Chart
from tuyen.record.models import Condition, Encounter, MedicationRequest, Observation
from tuyen.record.queries.alerts import Alerts, alerts_of
from tuyen.record.queries.visits import FINISHED, Figure, Visit, figures, latest_lines

PAGE = 10
MONTHS = 24
LINES_SEEN = 60


@dataclass
class Item:
    """One visit in the timeline."""

    visit: Visit
    readings: list[Reading]


@dataclass
class Trend:
    title: str
    unit: str
    wide: Drawing
    narrow: Drawing | None


@dataclass
class PatientPage:
    alerts: Alerts
    problems: list[Condition]
    medicines: list[MedicationRequest]
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
    conditions = list(
        chart.of(Condition).filter(encounter_id__in=ids)
        | chart.of(Condition).filter(category="problem-list-item", clinical_status="active")
    )
    observations = _observations(chart, today, ids)
    lines = list(chart.of(MedicationRequest).order_by("-day", "-id")[:LINES_SEEN])
    return PatientPage(
        alerts=alerts_of(chart),
        problems=[row for row in conditions if row.category == "problem-list-item"],
        medicines=current_medicines(lines, today),
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
        figures(chart.of(Observation).filter(encounter_id__in=ids)),
        list(chart.of(Condition).filter(encounter_id__in=ids)),
        list(chart.of(MedicationRequest).filter(encounter_id__in=ids)),
    )
    return items, len(encounters) > PAGE


def _encounters(chart: Chart, start: int) -> list[Encounter]:
    found = chart.of(Encounter).filter(status=FINISHED).order_by("-occurred_at", "-id")
    return list(found[start : start + PAGE + 1])


def _observations(chart: Chart, today: dt.date, ids: Sequence[uuid.UUID]) -> list[Figure]:
    """Two years for the trends, and those of the visits shown."""
    since = today - dt.timedelta(days=MONTHS * 31)
    rows = chart.of(Observation).filter(day__gte=since) | chart.of(Observation).filter(
        encounter_id__in=ids
    )
    return figures(rows)


def _items(
    encounters: Iterable[Encounter],
    observations: Iterable[Figure],
    conditions: Iterable[Condition],
    lines: Iterable[MedicationRequest],
) -> list[Item]:
    visits = {each.id: Visit(each) for each in encounters}
    for rows, name in (
        (observations, "observations"),
        (conditions, "conditions"),
        (lines, "lines"),
    ):
        for row in rows:
            if row.encounter_id in visits:
                getattr(visits[row.encounter_id], name).append(row)
    for visit in visits.values():
        visit.conditions.sort(key=lambda row: row.rank != "main")
        visit.lines.sort(key=lambda row: row.line)
    return [Item(visit, readings_of(visit.observations)) for visit in visits.values()]


def current_medicines(
    lines: Sequence[MedicationRequest], today: dt.date
) -> list[MedicationRequest]:
    """What should still be taken today; each drug once, as given last."""
    kept: dict[str, MedicationRequest] = {}
    for line in lines:
        until = line.day + dt.timedelta(days=line.days or 0)
        if line.days and until >= today:
            kept.setdefault(line.drug_code or line.drug, line)
    return list(kept.values()) or (
        latest_lines(lines) if lines and _is_recent(lines, today) else []
    )


def _is_recent(lines: Sequence[MedicationRequest], today: dt.date) -> bool:
    return any(line.days is None and (today - line.day).days <= 30 for line in lines)


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
    found = []
    for title, unit, codes, band in wanted:
        series = [Series(label, tuple(points.get(code, ()))) for code, label in codes]
        if max(len(each.points) for each in series) < 2:
            continue
        wide = trends.drawing(series, trends.WIDE, today, band)
        if wide:
            found.append(
                Trend(title, unit, wide, trends.drawing(series, trends.NARROW, today, band))
            )
    return found
