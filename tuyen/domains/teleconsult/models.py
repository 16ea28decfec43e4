"""What this node alone keeps: how often the cases of a unit have changed."""

from typing import ClassVar

from django.db import models

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape, local


class BoardVersion(models.Model):
    """One row a unit, counted up by the projection with every change of a case of either end."""

    shape: ClassVar[Shape] = local("nobody reads it; boards ask whether it moved")

    unit_id = IdField(primary_key=True)
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "Board version"

    def __str__(self) -> str:
        return str(self.n)
