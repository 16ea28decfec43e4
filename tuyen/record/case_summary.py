"""A referral's text from the chart: nobody types again what was written an hour ago.

Rows of a compartment other than the referral's own stay out: a secret travels only under its own name.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.platform.changes import lean, writer
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Admission,
    Allergy,
    Condition,
    Document,
    Encounter,
    MedicationRequest,
    Observation,
)
from tuyen.record.rules.referrals import SPECIALTIES, may_ride, specialty_for
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.vitals import vitals

RESULTS_DAYS = 30
DOCUMENTS_DAYS = 90
MOST_DOCUMENTS = 12
PROBLEM = "problem"


@dataclass(frozen=True)
class Origin:
    """Out of what somebody is referred: a finished visit, or a stay that still goes on."""

    id: uuid.UUID
    day: dt.date
    compartment: str
    at: dt.datetime
    reason: str
    note: str = ""
    diagnosis: str = ""
    diagnosis_code: str = ""
    is_stay: bool = False


def origin_of_visit(encounter: Encounter) -> Origin:
    return Origin(
        encounter.id,
        encounter.day,
        encounter.compartment,
        encounter.occurred_at,
        encounter.reason,
        encounter.note,
    )


def origin_of_stay(stay: Admission) -> Origin:
    """As of today; what is known of the illness is the diagnosis at admission."""
    return Origin(
        stay.id,
        clock.today(),
        stay.compartment,
        stay.arrived_at,
        stay.reason,
        diagnosis=stay.diagnosis,
        diagnosis_code=stay.code,
        is_stay=True,
    )


class Told(NamedTuple):
    """One thing the chart says. note: rank of a diagnosis (or `problem`), dose of a drug."""

    kind: str
    id: uuid.UUID
    code: str
    text: str
    note: str
    compartment: str


@dataclass(frozen=True)
class Summary:
    """What the form starts with; every text may be changed. documents: (id, title)."""

    diagnosis: str
    diagnosis_code: str
    other_diagnoses: str
    specialty: str
    signs: str
    results: str
    treatment: str
    direction: str
    documents: tuple[tuple[uuid.UUID, str], ...] = ()


def summary_of(chart: Chart, encounter: Origin) -> Summary:
    """Two statements: what is said in words, what was measured."""
    day, secret = encounter.day, encounter.compartment
    told = _told(_rows(chart, encounter), secret)
    conditions = sorted(_of("condition", told), key=lambda row: (row.note != "main", row.id))
    at_visit = [row for row in conditions if row.note != PROBLEM]
    code = at_visit[0].code if at_visit else encounter.diagnosis_code
    measured = _told(_measured(chart, encounter), secret)
    return Summary(
        diagnosis=at_visit[0].text if at_visit else encounter.diagnosis or encounter.reason,
        diagnosis_code=code,
        other_diagnoses=_others(conditions, at_visit[:1]),
        specialty=specialty_for(code, rulebook.on(SPECIALTIES, day).rows),
        signs=_signs(encounter, measured, _of("allergy", told)),
        results=_results(measured, day),
        treatment="\n".join(f"{row.text.strip()}: {row.note}" for row in _of("line", told)),
        direction=_("Đề nghị khám, chẩn đoán và điều trị tiếp."),
        documents=tuple((row.id, row.text) for row in _of("document", told)[::-1][:MOST_DOCUMENTS]),
    )


def _told(rows: Iterable[Any], secret: str) -> list[Any]:
    return [row for row in rows if may_ride(row.compartment, secret)]


def _of(kind: str, rows: list[Told]) -> list[Told]:
    return sorted((row for row in rows if row.kind == kind), key=lambda row: row.id)


def _rows(chart: Chart, encounter: Origin) -> Iterator[Told]:
    """Diagnoses and drugs of the visit, living illnesses, allergies, papers: one statement."""
    visit = lean.ready(encounter.id)
    since = clock.start_of(encounter.day - dt.timedelta(days=DOCUMENTS_DAYS))
    added = writer.prepared(Document, "added_at", since)
    rank = f"CASE WHEN encounter_id = %s THEN rank ELSE '{PROBLEM}' END"
    living = "category = 'problem-list-item' AND clinical_status = 'active'"
    # model, columns with their values, condition with its value
    parts: tuple[tuple[Any, str, list[Any], str, Any], ...] = (
        (Condition, f"'condition', id, code, name, {rank}", [visit],
         f"(encounter_id = %s OR {living})", visit),
        (MedicationRequest, "'line', id, drug_code, drug || ' ' || strength, dose", [],
         "encounter_id = %s", visit),
        (Allergy, "'allergy', id, substance_code, substance, ''", [], "status = %s", "active"),
        (Document, "'document', id, kind, title, ''", [], "added_at >= %s", added),
    )  # fmt: skip
    sqls, values = [], []
    for model, columns, head, also, last in parts:
        condition, mine = chart.condition_of(model)
        table = model._meta.db_table
        sqls.append(f"SELECT {columns}, compartment FROM {table} WHERE {condition} AND {also}")
        values += [*head, *mine, last]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sqls), values)
        for kind, id_, *texts in cursor.fetchall():
            yield Told(kind, uuid.UUID(bytes=id_) if isinstance(id_, bytes) else id_, *texts)


def _measured(chart: Chart, encounter: Origin) -> list[Observation]:
    """Signs of the visit and results of the last weeks: one statement."""
    codes = list(analytes(encounter.day))
    since = encounter.day - dt.timedelta(days=RESULTS_DAYS)
    also = f"(encounter_id = %s OR code IN ({lean.marks(codes)}) AND day >= %s AND day <= %s)"
    days = [writer.prepared(Observation, "day", day) for day in (since, encounter.day)]
    return chart.read(
        Observation, f"{also} ORDER BY occurred_at DESC", [lean.ready(encounter.id), *codes, *days]
    )


def _others(conditions: list[Told], main: list[Told]) -> str:
    """Other diagnoses of the visit, and the illnesses that the person lives with."""
    known = {row.code for row in main if row.code}
    said: dict[str, None] = {}
    for row in conditions:
        if row not in main and (not row.code or row.code not in known):
            said[f"{row.text} ({row.code})" if row.code else row.text] = None
            known |= {row.code} if row.code else set()
    return "; ".join(said)[:500]


def _signs(encounter: Origin, measured: list[Observation], allergies: list[Told]) -> str:
    """Of a stay each sign as it was measured last."""
    newest = {row.code: row for row in measured[::-1] if row.encounter_id == encounter.id}
    own = [row for row in measured if newest.get(row.code) is row]
    lines = [encounter.reason, "; ".join(_readings(own, vitals(encounter.day))), encounter.note]
    if allergies:
        lines.append(_("Dị ứng: %(names)s") % {"names": ", ".join(row.text for row in allergies)})
    return "\n".join(line for line in lines if line)


def _readings(rows: list[Observation], table: Any) -> Iterator[str]:
    """Each sign with its unit; both pressures as one."""
    values = {row.code: row.value for row in rows if row.value is not None}
    upper, lower = values.get("systolic"), values.get("diastolic")
    if upper is not None and lower is not None:
        yield _("Huyết áp %(upper)g/%(lower)g mmHg") % {"upper": upper, "lower": lower}
        rows = [row for row in rows if row.code not in ("systolic", "diastolic")]
    yield from (text for row in rows if (text := _reading(row, table)))


def _reading(row: Observation, table: Any) -> str:
    known = table.get(row.code)
    if known is None or (row.value is None and not row.value_text):
        return ""
    language = (get_language() or "vi")[:2]
    label = known.label.spoken(language)
    if row.value is None:
        return f"{label}: {row.value_text}"
    unit = known.unit_label.spoken(language) or row.unit
    return f"{label} {row.value:g} {unit}".replace(".", ",").strip()


def _results(measured: list[Observation], day: dt.date) -> str:
    """Laboratory values of the last weeks, newest first, each once."""
    table = analytes(day)
    said: dict[str, str] = {}
    for row in measured:
        if row.code not in said and (text := _reading(row, table)):
            said[row.code] = f"{text} ({row.day:%d/%m})"
    return "; ".join(said.values())
