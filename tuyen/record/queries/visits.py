"""Visits with all that they said."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from tuyen.core.actor import Actor
from tuyen.platform.changes import lean, writer
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
)

YEAR = dt.timedelta(days=366)  # a correction may move a visit to an earlier day
FINISHED = "finished"
ENTERED_IN_ERROR = "entered-in-error"


class Measured(Protocol):
    """What a page needs of an observation; a row of the table has it too."""

    @property
    def code(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def interpretation(self) -> str: ...
    @property
    def day(self) -> dt.date: ...


class Figure(NamedTuple):
    """An observation without the rest of its row: two years of them make a trend."""

    encounter_id: lean.Key
    code: str
    value: float | None
    interpretation: str
    day: dt.date


def figures(
    chart: Chart,
    encounter_ids: Sequence[uuid.UUID],
    since: dt.date | None = None,
    codes: Sequence[str] = (),
) -> list[Figure]:
    """Final observations of these visits, and of these codes since a day; oldest first.

    One ready statement; `encounter_id` is to be compared with `lean.ready(id)`.
    """
    wanted, values = ["1 = 0"], []
    if encounter_ids:
        wanted.append(f"encounter_id IN ({lean.marks(encounter_ids)})")
        values += [lean.ready(id_) for id_ in encounter_ids]
    if since and codes:
        wanted.append(f"(day >= %s AND code IN ({lean.marks(codes)}))")
        values += [writer.prepared(Observation, "day", since), *codes]
    also = f"status = 'final' AND ({' OR '.join(wanted)}) ORDER BY occurred_at"
    return chart.read_few(Observation, Figure, also, values)


@dataclass
class Visit:
    """One encounter with its rows; diagnoses main first, lines in their order."""

    encounter: Encounter
    observations: list[Any] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    prescriptions: list[Prescription] = field(default_factory=list)
    lines: list[MedicationRequest] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The main diagnosis, or why the person came."""
        return self.conditions[0].name if self.conditions else self.encounter.reason

    @property
    def values(self) -> dict[str, float]:
        return {each.code: each.value for each in self.observations if each.value is not None}


def visit_of(chart: Chart, encounter_id: uuid.UUID) -> Visit | None:
    """One visit, whatever became of it; None when it is not in this chart."""
    encounter = chart.all_versions_of(Encounter).filter(pk=encounter_id).first()
    if encounter is None:
        return None
    [visit] = with_rows(chart, [encounter], every_version=True)
    return visit


def patient_of(encounter_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose visit it is; None for one that `who` may not know of. The chart is opened next."""
    found = Encounter.objects.filter(pk=encounter_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()


def visible_encounter(encounter_id: uuid.UUID, who: Actor) -> Encounter | None:
    """A visit that `who` may know of, whatever became of it; its chart is opened next."""
    found = Encounter.objects.filter(pk=encounter_id, compartment__in=["", *who.compartments])
    return found.first()


def versions_of(chart: Chart, encounter: Encounter) -> list[Encounter]:
    """A visit and what it corrected or was corrected by, newest first."""
    known = {
        row.id: row
        for row in chart.all_versions_of(Encounter).filter(
            unit_id=encounter.unit_id, day__gte=encounter.day - YEAR
        )
    }
    newest = encounter
    while newest.superseded_by_id in known:
        newest = known[newest.superseded_by_id]
    found = [newest]
    while found[-1].amends_id in known:
        found.append(known[found[-1].amends_id])
    return found


def latest_visits(chart: Chart, count: int, before: Encounter | None = None) -> list[Encounter]:
    """Finished visits, newest first."""
    found = chart.of(Encounter).filter(status=FINISHED)
    if before is not None:
        found = found.filter(occurred_at__lt=before.occurred_at)
    return list(found.order_by("-occurred_at")[:count])


def with_rows(
    chart: Chart, encounters: Iterable[Encounter], *, every_version: bool = False
) -> list[Visit]:
    """Encounters with their rows: one statement a noun, however many visits."""
    visits = {each.id: Visit(each) for each in encounters}
    rows = _rows_of(chart, list(visits), every_version)
    for model, name in _PLACES.items():
        for row in rows[model]:
            getattr(visits[row.encounter_id], name).append(row)
    for visit in visits.values():
        visit.conditions.sort(key=lambda row: row.rank != "main")
        visit.lines.sort(key=lambda row: row.line)
    return list(visits.values())


_PLACES: dict[type[Any], str] = {
    Observation: "observations",
    Condition: "conditions",
    Prescription: "prescriptions",
    MedicationRequest: "lines",
}


def _rows_of(
    chart: Chart, encounter_ids: list[uuid.UUID], every_version: bool
) -> dict[type[Any], list[Any]]:
    source = chart.all_versions_of if every_version else chart.of
    found: dict[type[Any], list[Any]] = defaultdict(list)
    for model in _PLACES:
        found[model] = list(source(model).filter(encounter_id__in=encounter_ids).order_by("id"))
    return found


def latest_lines(lines: Iterable[MedicationRequest]) -> list[MedicationRequest]:
    """The drugs of the newest prescription among these lines."""
    newest = sorted(lines, key=lambda row: (row.day, row.encounter_id), reverse=True)
    return sorted(
        (row for row in newest if row.encounter_id == newest[0].encounter_id),
        key=lambda row: row.line,
    )
