"""What an advice proposes line by line, and what of it the local doctor has taken over."""

import uuid
from dataclasses import dataclass
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Consult,
    ConsultAdvice,
    MedicationRequest,
    Order,
    QueueEntry,
)
from tuyen.record.queries.consults import SIGNED
from tuyen.record.rules import consult_proposals as rules
from tuyen.record.rules.queue import OPEN
from tuyen.registry.terms.formulary import drugs
from tuyen.registry.terms.orderables import orderables


@dataclass(frozen=True)
class Line:
    """at: its place in the advice; text: as the expert wrote it."""

    at: int
    said: dict[str, Any]
    text: str
    is_taken: bool

    @property
    def is_test(self) -> bool:
        return bool(self.said["kind"] == rules.TEST)


def known_name(name: str) -> tuple[str, str, str] | None:
    """A drug of the formulary or a test of the catalogue by its name or code."""
    today, wanted = clock.today(), fold(name)
    for drug in drugs(today).values():
        if wanted in (fold(drug.full_name), fold(drug.code)):
            return rules.DRUG, drug.code, drug.full_name
    for item in orderables(today).values():
        if wanted in (fold(item.label.vi), fold(item.code)):
            return rules.TEST, item.code, item.label.vi
    return None


def lines_of(chart: Chart, advice: ConsultAdvice) -> list[Line]:
    """With what was ordered since the advice; two statements where anything was proposed."""
    if not advice.proposals or advice.signed_at is None:
        return []
    day = clock.day_of(advice.signed_at)
    given = chart.of(MedicationRequest).filter(day__gte=day).values_list("drug_code", "drug")
    ordered = chart.of(Order).filter(day__gte=day).values_list("code", "title")
    found = [*given, *ordered]
    codes, names = {code for code, _name in found}, {name for _code, name in found}
    return [
        Line(at, said, rules.written([said]), rules.is_taken(said, codes, names))
        for at, said in enumerate(advice.proposals)
    ]


def drugs_of(chart: Chart, advice_id: uuid.UUID) -> list[tuple[int, dict[str, Any]]]:
    """Drugs of a signed advice, counted from 0, for the prescription of an open visit."""
    row = chart.of(ConsultAdvice).filter(pk=advice_id, status=SIGNED).first()
    proposals = row.proposals if row is not None else []
    return list(enumerate(said for said in proposals if said["kind"] == rules.DRUG))


def open_visit(consult: Consult, by: Actor) -> QueueEntry | None:
    """The visit of today at the reader's unit that is waiting or in progress."""
    found: QueueEntry | None = (
        QueueEntry.objects.filter(
            patient_id=consult.patient_id,
            unit_id=by.unit_id,
            day=clock.today(),
            status__in=OPEN,
        )
        .order_by("-arrived_at")
        .first()
    )
    return found
