"""Evaluations of courses, turns and meetings: all answers together, and one's own given once."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tuyen.domains.evaluation import actions, queries
from tuyen.edge.api.who import asker
from tuyen.record import evaluated
from tuyen.record.evaluated import Evaluated, Subject

router = Router(tags=["evaluations"])


class EvaluationShareOut(Schema):
    """`code`: of the choice; yes or no where the question has none."""

    code: str
    label: str
    n: int


class EvaluationLineOut(Schema):
    """One question; `mean`, `low` and `high` of numbers, `words` as they were written."""

    label: str
    answered: int
    shares: list[EvaluationShareOut]
    mean: float | None
    low: float | None
    high: float | None
    words: list[str]


class EvaluationSumOut(Schema):
    title: str
    n: int
    percent: float | None
    lines: list[EvaluationLineOut]


class EvaluationStandingOut(Schema):
    """`form_code`: what is asked now. `sums` is empty for whoever may not read them."""

    form_code: str
    n: int
    has_answered: bool
    may_answer: bool
    sums: list[EvaluationSumOut]


class EvaluationIn(Schema):
    """Plain values by link of the form."""

    answers: dict[str, Any]


class EvaluationGivenOut(Schema):
    id: uuid.UUID
    response_id: uuid.UUID


def _found(request: HttpRequest, kind: str, subject_id: uuid.UUID) -> tuple[Subject, Evaluated]:
    subject = evaluated.subject(kind)
    found = subject.find(asker(request), subject_id) if subject else None
    if subject is None or found is None:
        raise Http404
    return subject, found


@router.get("/{kind}/{uuid:subject_id}", response=EvaluationStandingOut)
def standing(request: HttpRequest, kind: str, subject_id: uuid.UUID) -> Any:
    """kind: course, turn, gathering."""
    subject, found = _found(request, kind, subject_id)
    now = queries.standing(found)
    return {
        "form_code": queries.form_of(found, subject).code,
        "n": now.n,
        "has_answered": now.has_answered,
        "may_answer": now.may_answer,
        "sums": queries.sums(queries.responses_of(found)) if found.may_read else [],
    }


@router.post("/{kind}/{uuid:subject_id}", response={201: EvaluationGivenOut})
def evaluate(request: HttpRequest, kind: str, subject_id: uuid.UUID, said: EvaluationIn) -> Any:
    """Once a voice: an account, or the unit that took somebody in."""
    subject, found = _found(request, kind, subject_id)
    form = queries.form_of(found, subject)
    return 201, actions.evaluate(
        found=found, kind=kind, form=form, answers=said.answers, by=asker(request)
    )
