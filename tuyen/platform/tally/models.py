"""The kept counts. A recount from the facts must give the same rows (a test holds it)."""

from typing import ClassVar

from django.db import models

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape, local


class Tally(models.Model):
    """n things of one indicator at one unit on one day. `month` is year × 100 + month.

    dimension_a…c: meaning belongs to the indicator; codes only, never a person.
    """

    shape: ClassVar[Shape] = local("aggregates: whoever may see the unit's chain of command")

    indicator = models.CharField(max_length=40)
    unit_id = IdField()
    day = models.DateField()
    month = models.PositiveIntegerField()
    dimension_a = models.CharField(max_length=20, blank=True)
    dimension_b = models.CharField(max_length=20, blank=True)
    dimension_c = models.CharField(max_length=20, blank=True)
    n = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "indicator",
                    "unit_id",
                    "day",
                    "dimension_a",
                    "dimension_b",
                    "dimension_c",
                ],
                name="one_count_a_cell",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["indicator", "month", "unit_id", "dimension_a", "n"],
                name="tally_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.day} {self.n}"
