"""What stands at the head of a chart: allergies, numbers, tasks due. One statement for the three."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db.models import CharField, F, Value

from tuyen.record.chart import Chart
from tuyen.record.models import Allergy
from tuyen.record.queries.tasks import visible_to
from tuyen.registry.persons.models import PersonIdentifier


@dataclass(frozen=True)
class Alert:
    """kind: allergy | number | task. `code`: substance, system or kind of task."""

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


def alerts_of(chart: Chart) -> Alerts:
    allergies = chart.of(Allergy).filter(status="active")
    numbers = chart.of(PersonIdentifier).filter(status="active")
    tasks = visible_to(chart.who).filter(patient_id__in=chart.patient_ids, status="requested")
    rows = (
        _columns(allergies, "allergy", "substance_code", "substance", "noted_on")
        .union(
            _columns(numbers, "number", "system", "value", "valid_to"),
            _columns(tasks, "task", "kind", "title", "due_on"),
            all=True,
        )
        .order_by("day")
    )
    found = Alerts()
    places = {"allergy": found.allergies, "number": found.numbers, "task": found.tasks}
    for kind, id_, code, text, day in rows:
        places[kind].append(Alert(kind, id_, code, text, day))
    return found


def _columns(rows, kind: str, code: str, text: str, day: str):  # type: ignore[no-untyped-def]
    return rows.annotate(
        alert=Value(kind, CharField()),
        row=F("id"),
        named=F(code),
        said=F(text),
        day=F(day),
    ).values_list("alert", "row", "named", "said", "day")
