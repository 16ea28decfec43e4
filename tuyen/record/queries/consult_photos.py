"""Which question a photograph went with, and which originals have arrived."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import from_event
from tuyen.platform.forms.files import in_answers
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Consult, ConsultStep, Document, QuestionnaireResponse
from tuyen.record.queries.consults import my_units

LATEST_DAYS = 60  # how long an original may still come after its question
MOST_LOOKED_AT = 200


def original_id(consult_id: uuid.UUID, preview_sha256: str) -> uuid.UUID:
    return from_event(consult_id, f"original:{preview_sha256}")


def originals_of(chart: Chart, consult: Consult, previews: Iterable[str]) -> Mapping[str, Document]:
    """By the fingerprint of the small picture, the original as far as it is here; one statement."""
    wanted = {original_id(consult.id, each): each for each in previews}
    if not wanted:
        return {}
    rows = chart.of(Document).filter(pk__in=list(wanted))
    return {wanted[row.id]: row for row in rows}


def consult_naming(preview_sha256: str, by: Actor) -> Consult | None:
    """The newest question or line of this account that the small picture went with; three statements."""
    since = clock.now() - dt.timedelta(days=LATEST_DAYS)
    mine = Consult.objects.filter(from_unit_id__in=my_units(by), asked_at__gte=since)
    rows = {row.id: row for row in mine.order_by("-asked_at")[:MOST_LOOKED_AT]}
    row = _by_answers(list(rows.values()), preview_sha256, by)
    if row is None:
        row = rows.get(_by_lines(list(rows.values()), preview_sha256, by))
    if row is not None:
        chart_of(row.patient_id, by)  # closed to this account by now: it adds nothing any more
    return row


def _by_answers(rows: list[Consult], sha256: str, by: Actor) -> Consult | None:
    asked = {
        row.response_id: row for row in rows if row.response_id and row.asked_by == by.account_id
    }
    found = QuestionnaireResponse.objects.filter(
        pk__in=list(asked), patient_id__in=[row.patient_id for row in asked.values()]
    )
    for each in found:
        if any(file["sha256"] == sha256 for file in in_answers(each.answers).values()):
            return asked[each.id]
    return None


def _by_lines(rows: list[Consult], sha256: str, by: Actor) -> Any:
    """Id of the question in whose talk this account sent the picture."""
    lines = ConsultStep.objects.filter(
        consult_id__in=[row.id for row in rows],
        patient_id__in=[row.patient_id for row in rows],
        by_id=by.account_id,
        kind="say",
    ).exclude(document_ids=[])
    told = {each: line.consult_id for line in lines for each in line.document_ids}
    papers = Document.objects.filter(
        pk__in=[uuid.UUID(each) for each in told],
        patient_id__in=[row.patient_id for row in rows],
        sha256=sha256,
    )
    return next((told[str(paper.id)] for paper in papers), None)
