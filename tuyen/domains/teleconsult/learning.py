"""Learning cases: what the program proposes out of a case, and which of them a reader finds."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.teleconsult import deidentify, words
from tuyen.domains.teleconsult.deidentify import Known
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.record.chart import Chart
from tuyen.record.models import Consult, ConsultStep
from tuyen.record.queries import consults as queries
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import PersonIdentifier
from tuyen.registry.terms.rules import Age

RULE = "teleconsult/learning"
STEP = "learned"  # the step of the case that names its learning case; nothing leads back from there
PROPOSED, APPROVED, WITHDRAWN = "proposed", "approved", "withdrawn"
READS = ("consult.learn", "consult.see")


@dataclass(frozen=True)
class Draft:
    """What the catalogue would hold, as the program or a person wrote it."""

    title: str
    specialty: str
    about: str
    question: str
    advice: str
    outcome: str
    lesson: str = ""


def proposed(chart: Chart, row: Consult) -> Draft:
    """The case without names, numbers, days and places as far as the program can tell."""
    known, person = _known(chart, row), chart.person
    rule = rulebook.on(RULE, clock.today())
    years = Age.on(person.birth_date, row.day).years if person.birth_date else None
    band = deidentify.age_band(years, rule["age_step"], rule["age_top"])

    def clean(text: str) -> str:
        return deidentify.cleaned(text, known, row.day)

    who = " ".join(
        each for each in (person.get_sex_display(), band and _("%(n)s tuổi") % {"n": band}) if each
    )
    signed = [each for each in queries.advices_of(chart, row) if each.status == queries.SIGNED]
    said = [text for each in signed for text in (each.text, each.orders) if text]
    story = [who, *(getattr(row, name) for name in ("signs", "results", "treatment"))]
    return Draft(
        title=clean(row.diagnosis)[:200] or words.specialties(row.day).get(row.specialty, ""),
        specialty=row.specialty,
        about="\n".join(clean(text) for text in story if text),
        question=clean(row.question),
        advice="\n".join(clean(text) for text in said),
        outcome=_outcome(row, clean(row.agreed_note)),
    )


def _outcome(row: Consult, note: str) -> str:
    said = [
        words.labels(name, row.day).get(code, "")
        for name, code in (("outcome", row.outcome), ("agreed", row.agreed), ("held", row.held))
    ]
    return ". ".join(each for each in (*said, note) if each)


def _known(chart: Chart, row: Consult) -> Known:
    """Names of the person, of the carer and of everybody who spoke; places; numbers of the papers."""
    person = chart.person
    steps = {step.by_name for step in queries.steps_of(chart, row)}
    spoke = {row.asked_by_name, row.expert_name, row.closed_by_name, *steps}
    names = [
        each
        for full in {person.name, person.carer_name, *spoke}
        if full
        for each in deidentify.names_of(full)
    ]
    units = names_of({row.from_unit_id, row.to_unit_id})
    numbers = PersonIdentifier.objects.filter(patient_id__in=chart.patient_ids).values_list(
        "value", flat=True
    )
    return Known(
        names=tuple(names),
        places=(person.address_line, *units.values()),
        numbers=(person.phone, row.number, *numbers),
    )


def made_of(row: Consult) -> uuid.UUID | None:
    """The learning case that this case has become; asked only by whoever has the chart open."""
    steps = ConsultStep.objects.filter(
        patient_id=row.patient_id, consult_id=row.id, kind=STEP
    ).order_by("-at")
    text = steps.values_list("text", flat=True).first()
    return uuid.UUID(text) if text else None


def visible_to(who: Actor) -> QuerySet[LearningCase]:
    """What was approved anywhere; beside it what my own facility prepared or took back."""
    return LearningCase.objects.filter(
        Q(status=APPROVED) | Q(unit_id=direction.facility_of(who.unit_id))
    )


def found(who: Actor, *, specialty: str = "", said: str = "", status: str = "") -> QuerySet[Any]:
    """The catalogue by specialty and words, newest first."""
    rows = visible_to(who)
    if specialty:
        rows = rows.filter(specialty=specialty)
    rows = rows.filter(status=status or APPROVED)
    for word in fold(nfc(said)).split():
        rows = rows.filter(text_fold__contains=word)
    return rows.order_by("-id")
