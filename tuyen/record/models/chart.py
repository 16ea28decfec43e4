"""What every row of a chart has in common."""

from typing import ClassVar

from django.db import models

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

FACT: Shape = Shape("patient", "fact", "chart_of: care link or break-glass, and the compartment")
REGISTER: Shape = Shape(
    "patient", "register", "chart_of: care link or break-glass, and the compartment"
)


class ChartRow(SyncedModel):
    """A row about one person. Read it only through `chart_of` (rulings 12)."""

    shape: ClassVar[Shape] = FACT

    patient_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True


class ChangingChartRow(ChangingModel, ChartRow):
    """A row about one person that changes in place."""

    shape: ClassVar[Shape] = REGISTER

    class Meta:
        abstract = True


class CorrectableRow(ChartRow):
    """A fact that a later fact may replace: `amends_id` says which row this one corrects.

    `superseded_by_id` is written by a projection when the correction arrives; it does not travel.
    """

    local_fields: ClassVar[tuple[str, ...]] = ("superseded_by_id",)

    amends_id = IdField(null=True)
    superseded_by_id = IdField(null=True)

    class Meta:
        abstract = True
