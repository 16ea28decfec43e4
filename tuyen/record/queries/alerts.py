"""What stands at the head of a chart: allergies, numbers, tasks due, drugs stopped. One statement."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from tuyen.platform.changes import driver, lean
from tuyen.record.chart import Chart
from tuyen.record.models import Allergy, MedicationStop
from tuyen.registry.persons.models import PersonIdentifier


@dataclass(frozen=True)
class Alert:
    """kind: allergy | number | task | stop. `code`: substance, system, kind of task, drug."""

    kind: str
    id: uuid.UUID
    code: str
    text: str
    day: dt.date | None


@dataclass
class Alerts:
    allergies: list[Alert] = field(default_factory=list)
    numbers: list[Alert] = field(default_factory=list)
    tasks: list[Alert] = field(default_factory=list)
    stops: list[Alert] = field(default_factory=list)

    @property
    def stopped_on(self) -> dict[str, dt.date]:
        """The last day on which each drug was stopped, by its code or name."""
        return {each.code or each.text: each.day for each in self.stops if each.day}


_TASKS = (
    "SELECT 'task' AS kind, id, kind AS code, title AS text, due_on AS day FROM record_task "
    "WHERE unit_id = %s AND status = 'requested' AND (role = '' OR role = %s) "
    "AND compartment IN ({seen}) AND patient_id IN ({ids})"
)


def alerts_of(chart: Chart) -> Alerts:
    allergies, mine = chart.condition_of(Allergy)
    numbers, also = chart.condition_of(PersonIdentifier)
    stops, too = chart.condition_of(MedicationStop)
    ids, seen = [lean.ready(id_) for id_ in chart.patient_ids], ["", *chart.who.compartments]
    sql = (
        "SELECT 'allergy' AS kind, id, substance_code AS code, substance AS text, noted_on AS day "
        f"FROM record_allergy WHERE {allergies} AND status = 'active' UNION ALL "
        "SELECT 'number' AS kind, id, system AS code, value AS text, valid_to AS day "
        f"FROM persons_personidentifier WHERE {numbers} AND status = 'active' UNION ALL "
        "SELECT 'stop' AS kind, id, drug_code AS code, drug AS text, day "
        f"FROM record_medicationstop WHERE {stops} UNION ALL "
        + _TASKS.format(seen=lean.marks(seen), ids=lean.marks(ids))
        + " ORDER BY day"
    )
    unit = [lean.ready(chart.who.unit_id), chart.who.role]
    with driver.cursor() as cursor:
        cursor.execute(sql, [*mine, *also, *too, *unit, *seen, *ids])
        rows = cursor.fetchall()
    found = Alerts()
    places = {
        "allergy": found.allergies,
        "number": found.numbers,
        "task": found.tasks,
        "stop": found.stops,
    }
    for row in rows:
        places[row[0]].append(_alert(*row))
    return found


def _alert(kind: str, id_: Any, code: str, text: str, day: Any) -> Alert:
    key = uuid.UUID(bytes=id_) if isinstance(id_, bytes) else id_
    on = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Alert(kind, key, code, text, on)
