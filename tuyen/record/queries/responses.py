"""Answers on forms, as the reader may see them."""

import uuid

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.forms.files import in_answers
from tuyen.record.chart import Chart
from tuyen.record.models import QuestionnaireResponse, ResponseStatus, UnitResponse
from tuyen.registry.facilities import direction


def visible_to(who: Actor) -> QuerySet[UnitResponse]:
    """About units within reach, or answered by one."""
    return direction.either_side(UnitResponse.objects.all(), who, "unit_id", "about_unit_id")


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
