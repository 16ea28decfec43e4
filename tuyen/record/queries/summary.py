"""What another place must know of a person: the choice behind the printed and the FHIR summary."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tuyen.record.chart import Chart
from tuyen.record.models import Allergy, Condition, Encounter, MedicationRequest, Observation
from tuyen.record.queries.medicines import current_medicines, lines_of, stopped_days, stops_of
from tuyen.record.queries.visits import FINISHED
from tuyen.registry.persons.models import PersonIdentifier

VISITS = 5
READINGS_SEEN = 80
PROBLEM = "problem-list-item"


@dataclass(frozen=True)
class Summary:
    """Problems in force and over; readings: the latest of each sign; visits: the last few."""

    identifiers: list[PersonIdentifier]
    allergies: list[Allergy]
    problems: list[Condition]
    past_problems: list[Condition]
    medicines: list[MedicationRequest]
    readings: list[Observation]
    visits: list[Encounter]
    diagnoses: list[Condition]


def summary_of(chart: Chart, today: dt.date) -> Summary:
    """Eight statements, whatever the length of the record; hidden compartments are left out."""
    listed = "category = %s AND verification <> 'entered-in-error' ORDER BY day DESC, id DESC"
    problems = chart.read(Condition, listed, [PROBLEM])
    visits = chart.read(
        Encounter, "status = %s ORDER BY occurred_at DESC, id DESC LIMIT %s", [FINISHED, VISITS]
    )
    return Summary(
        identifiers=chart.read(PersonIdentifier, "status = 'active'"),
        allergies=chart.read(Allergy, "status = 'active' ORDER BY noted_on DESC"),
        problems=[row for row in problems if row.clinical_status == "active"],
        past_problems=[row for row in problems if row.clinical_status != "active"],
        medicines=_medicines(chart, today),
        readings=_latest(chart),
        visits=visits,
        diagnoses=list(
            chart.of(Condition)
            .filter(encounter_id__in=[visit.id for visit in visits])
            .order_by("rank", "id")
        ),
    )


def _medicines(chart: Chart, today: dt.date) -> list[MedicationRequest]:
    """The rows of what is to be taken now."""
    current = current_medicines(lines_of(chart), stopped_days(stops_of(chart)), today)
    rows: dict[Any, MedicationRequest] = chart.of(MedicationRequest).in_bulk(
        [line.id for line in current]
    )
    return [rows[line.id] for line in current if line.id in rows]


def _latest(chart: Chart) -> list[Observation]:
    newest = "status = 'final' AND value IS NOT NULL ORDER BY occurred_at DESC LIMIT %s"
    kept: dict[str, Observation] = {}
    for row in chart.read(Observation, newest, [READINGS_SEEN]):
        kept.setdefault(row.code, row)
    return list(kept.values())
