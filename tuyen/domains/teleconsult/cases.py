"""A case as its page shows it, every label in the reader's language."""

import uuid
from dataclasses import dataclass
from typing import Any

from tuyen.core import clock, facts
from tuyen.domains.teleconsult import learning, words
from tuyen.domains.teleconsult.pictures import SHOWN, Picture, photos_in, pictures_of
from tuyen.platform import forms
from tuyen.record.chart import Chart
from tuyen.record.models import (
    Consult,
    ConsultAdvice,
    ConsultFollow,
    ConsultStep,
    Document,
    QuestionnaireResponse,
)
from tuyen.record.queries import consult_proposals as proposals
from tuyen.record.queries import consults as queries
from tuyen.record.rules import consults as rules
from tuyen.registry.facilities.queries import names_of


@dataclass(frozen=True)
class Line:
    """One step with its words; documents that came with it."""

    row: ConsultStep
    label: str
    unit: str
    documents: list[Document]


@dataclass(frozen=True)
class Said:
    """One advice in words."""

    row: ConsultAdvice
    label: str
    is_draft: bool
    lines: list[proposals.Line]

    @property
    def has_drugs(self) -> bool:
        return any(not line.is_test for line in self.lines)


@dataclass(frozen=True)
class Point:
    """One follow-up: told, or still to be asked."""

    code: str
    label: str
    row: ConsultFollow | None
    state: str
    is_next: bool


@dataclass(frozen=True)
class Case:
    row: Consult
    from_unit: str
    to_unit: str
    urgency: str
    urgency_tone: str
    tone: str
    specialty: str
    mode: str
    clock: words.Clock | None
    lines: list[Line]
    advices: list[Said]
    points: list[Point]
    chain: list[tuple[Consult, str]]
    documents: list[Document]
    pictures: list[Picture]
    sent_ahead: str
    sheet: Any
    answers: dict[str, Any]
    outcome: str
    agreed: str
    held: str
    experts: list[str]


def case_of(chart: Chart, row: Consult) -> Case:
    """Everything about one case: a statement for each noun, one for the names of units."""
    steps = list(queries.steps_of(chart, row))
    told = [id_ for step in steps for id_ in step.document_ids]
    papers = {
        str(each.id): each for each in queries.documents_with(chart, [*row.document_ids, *told])
    }
    chain = queries.chain_of(chart, row)
    units = names_of(
        {row.from_unit_id, row.to_unit_id}
        | {each.to_unit_id for each in chain}
        | {step.unit_id for step in steps}
    )
    own = [papers[id_] for id_ in row.document_ids if id_ in papers]
    sheet, answers = _guided(chart, row)
    previews = facts.ask(
        "imaging.previews", chart=chart, study_ids=[uuid.UUID(each) for each in row.study_ids]
    )
    photos = [each for each in papers.values() if each.content_type in SHOWN]
    on = row.day
    return Case(
        row=row,
        from_unit=units.get(row.from_unit_id, ""),
        to_unit=units.get(row.to_unit_id, ""),
        urgency=words.labels("urgency", on).get(row.urgency, row.urgency),
        urgency_tone=words.URGENCY_TONES.get(row.urgency, "neutral"),
        tone=words.TONES.get(row.status, "neutral"),
        specialty=words.specialties(on).get(row.specialty, row.specialty),
        mode=words.modes(on).get(row.mode, row.mode),
        clock=words.clock_of(row, clock.now(), words.share_now()),
        lines=_lines(steps, papers, units),
        advices=_advices(chart, row),
        points=points_of(chart, row),
        chain=[(each, units.get(each.to_unit_id, "")) for each in chain if each.id != row.id],
        documents=[each for each in own if each.content_type not in SHOWN],
        pictures=pictures_of(chart, row, previews, photos, answers),
        sent_ahead=" ".join(str(each.get("id", "")) for each in photos_in(answers)),
        sheet=sheet,
        answers=answers,
        outcome=words.labels("outcome", on).get(row.outcome, row.outcome),
        agreed=words.labels("agreed", on).get(row.agreed, row.agreed),
        held=words.labels("held", on).get(row.held, row.held),
        experts=[each["name"] for each in row.group_ids],
    )


def _lines(
    steps: list[ConsultStep], papers: dict[str, Document], units: dict[uuid.UUID, str]
) -> list[Line]:
    labels = words.step_labels()
    return [
        Line(
            step,
            labels.get(step.kind, step.kind),
            units.get(step.unit_id, ""),
            [papers[id_] for id_ in step.document_ids if id_ in papers],
        )
        for step in steps
        if step.kind != learning.STEP
    ]


def _advices(chart: Chart, row: Consult) -> list[Said]:
    labels = words.labels("advice", row.day)
    return [
        Said(
            each,
            labels.get(each.kind, each.kind),
            each.status == queries.DRAFT,
            proposals.lines_of(chart, each),
        )
        for each in queries.advices_of(chart, row)
    ]


def response_of(chart: Chart, row: Consult) -> QuestionnaireResponse | None:
    if row.response_id is None:
        return None
    found: QuestionnaireResponse | None = (
        chart.of(QuestionnaireResponse).filter(pk=row.response_id).first()
    )
    return found


def _guided(chart: Chart, row: Consult) -> tuple[Any, dict[str, Any]]:
    found = response_of(chart, row)
    if found is None:
        return None, {}
    return forms.kept(found.form_code, found.form_version), dict(found.answers)


def points_of(chart: Chart, row: Consult) -> list[Point]:
    """Days of the rulebook, those that the advice named, and the discharge; the last word of each."""
    if row.advised_at is None:
        return []
    told = {each.point: each for each in queries.follows_of(chart, row)}
    signed = chart.of(ConsultAdvice).filter(consult_id=row.id, status=queries.SIGNED)
    named = [day for days in signed.values_list("follow_days", flat=True) for day in days]
    days = sorted(set(named) or set(rules.follow_days(row.day)))
    codes = [f"d{n}" for n in days]
    extra = [code for code in told if code not in codes and code != "discharge"]
    labels = words.labels("state", row.day)
    order = [*codes, *extra]
    first = next((code for code in order if code not in told), "")
    return [
        Point(
            code,
            words.point(code),
            told.get(code),
            labels.get(told[code].state, "") if code in told else "",
            code == first,
        )
        for code in order
    ]
