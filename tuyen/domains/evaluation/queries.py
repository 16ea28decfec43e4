"""What was said of a row, as the reader may see it; which form is asked."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import from_event
from tuyen.domains.evaluation import rules
from tuyen.domains.evaluation.models import ChosenForm, Evaluation
from tuyen.platform import forms
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import find_of_kind
from tuyen.platform.forms.rules.items import Form
from tuyen.record.evaluated import Evaluated, Subject
from tuyen.record.models import UnitResponse

MOST_READ = 2000  # answers that one page sums up


def evaluation_id(subject_id: uuid.UUID, voice: uuid.UUID) -> uuid.UUID:
    return from_event(subject_id, f"evaluation {voice.hex}")


def of_subject(found: Evaluated) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(unit_id=found.unit_id, subject_id=found.id)


@dataclass(frozen=True)
class Standing:
    """How many were heard; whether the reader was, or may be."""

    n: int
    has_answered: bool
    may_answer: bool


def standing(found: Evaluated) -> Standing:
    """One statement."""
    mine = evaluation_id(found.id, found.voice) if found.voice else None
    counted: Any = of_subject(found).aggregate(n=Count("id"), mine=Count("id", filter=Q(id=mine)))
    has_answered = bool(counted["mine"])
    return Standing(counted["n"], has_answered, mine is not None and not has_answered)


def chosen(found: Evaluated) -> ChosenForm | None:
    return ChosenForm.objects.filter(unit_id=found.unit_id, pk=choice_id(found)).first()


def choice_id(found: Evaluated) -> uuid.UUID:
    return from_event(found.id, "evaluation form")


def form_of(found: Evaluated, subject: Subject) -> Form:
    """What is asked: the form that the unit chose, or the one that ships."""
    choice = chosen(found)
    code = choice.form_code if choice else subject.form_code
    return find_of_kind(kinds.EVALUATION, code, on=clock.today())


def responses_of(found: Evaluated) -> list[UnitResponse]:
    """The newest first."""
    told = of_subject(found).values("response_id")
    return list(UnitResponse.objects.filter(pk__in=told).order_by("-answered_at", "id")[:MOST_READ])


@dataclass(frozen=True)
class Sum:
    """All answers of one form together. percent: mean of the points, where the form gives any."""

    title: str
    n: int
    percent: float | None
    lines: list[rules.Line]


def sums(responses: list[UnitResponse]) -> list[Sum]:
    """One for each form that was asked; its newest version gives the words."""
    language = get_language() or "vi"
    by_form: dict[str, list[UnitResponse]] = {}
    for each in responses:
        by_form.setdefault(each.form_code, []).append(each)
    found = []
    for rows in by_form.values():
        form = forms.kept(rows[0].form_code, rows[0].form_version)
        lines = rules.summed(form, [row.answers for row in rows], language)
        percents = [row.percent for row in rows if row.percent is not None]
        mean = round(sum(percents) / len(percents), 1) if percents else None
        found.append(Sum(form.title(language), len(rows), mean, lines))
    return found


def withheld_from(who: Actor) -> QuerySet[Evaluation, Any]:
    """Answers that are only summed up: nobody reads those of another."""
    rows = Evaluation.objects.filter(is_named=False).exclude(account_id=who.account_id)
    return rows.values("response_id")
