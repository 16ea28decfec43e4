"""Answers on forms, as the reader may see them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.forms.files import in_answers
from tuyen.record.chart import Chart
from tuyen.record.models import QuestionnaireResponse, ResponseStatus, UnitResponse
from tuyen.registry.facilities import direction

Withheld = Callable[[Actor], QuerySet[Any, Any]]
_WITHHELD: list[Withheld] = []


def withhold(rule: Withheld) -> None:
    """A room says which answers (ids) a reader may not see yet, or not at all: a test of somebody else,
    a checklist before its minutes."""
    _WITHHELD.append(rule)


def visible_to(who: Actor) -> QuerySet[UnitResponse]:
    """About units within reach, or answered by one; what is half done only where it is being answered."""
    rows = UnitResponse.objects.all()
    if who.is_system:
        return rows
    reach = direction.reach(who)
    rows = rows.filter(
        Q(unit_id__in=reach) | Q(about_unit_id__in=reach) & ~Q(status=ResponseStatus.OPEN)
    )
    for rule in _WITHHELD:
        rows = rows.exclude(pk__in=rule(who))
    return rows


def about_unit(unit_id: uuid.UUID, form_code: str) -> QuerySet[UnitResponse]:
    """Handed-in answers about one unit, newest first; the caller has asked whether it is in reach."""
    rows = UnitResponse.objects.filter(about_unit_id=unit_id, form_code=form_code)
    return rows.filter(status=ResponseStatus.COMPLETED).order_by("-day", "-id")


def of_person(chart: Chart) -> QuerySet[QuestionnaireResponse]:
    """Newest first."""
    return chart.of(QuestionnaireResponse).order_by("-day", "-id")


def file_of(response: UnitResponse, sha256: str) -> dict[str, object] | None:
    """A file that this answer names, by its bytes."""
    found = in_answers(response.answers).values()
    return next((each for each in found if each["sha256"] == sha256), None)


def patient_of(response_id: uuid.UUID) -> uuid.UUID | None:
    """Whose answer it is; the chart is opened next."""
    found = QuestionnaireResponse.objects.filter(pk=response_id)
    return found.values_list("patient_id", flat=True).first()
