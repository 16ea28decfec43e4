"""The end of a unit's day: from then on a write dated that day says why."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class DayLock(ChangingModel):
    """One day of one unit (khóa sổ). No counts stand here: they would tell of hidden compartments."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "staff of the unit",
        groups=(
            ("status", "locked_at", "locked_by", "locked_by_name"),
            ("unlocked_at", "unlocked_by", "unlocked_by_name", "unlock_reason"),
        ),
    )

    unit_id = IdField()
    day = models.DateField(_("Ngày"))
    status = models.CharField(_("Trạng thái"), max_length=10, default="locked")
    locked_at = models.DateTimeField(_("Khóa lúc"))
    locked_by = IdField()
    locked_by_name = models.CharField(_("Người khóa"), max_length=120)
    unlocked_at = models.DateTimeField(_("Mở khóa lúc"), null=True)
    unlocked_by = IdField(null=True)
    unlocked_by_name = models.CharField(_("Người mở khóa"), max_length=120, blank=True)
    unlock_reason = models.CharField(_("Lý do mở khóa"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Khóa ngày")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="day_lock_of_unit")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
