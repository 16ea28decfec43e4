"""Who waits, who is seen, who is done: a unit's queue of a day (rulings 1)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class QueueStatus(models.TextChoices):
    WAITING = "waiting", _("Chờ khám")
    IN_PROGRESS = "in_progress", _("Đang khám")
    DONE = "done", _("Đã xong")
    LEFT = "left", _("Đã về")


class QueueEntry(ChangingModel):
    """`number`: order of the day at that unit. `reason`: neutral words only, lists are seen by many."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", "staff of the unit with queue or chart permission"
    )

    unit_id = IdField()
    patient_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    day = models.DateField(_("Ngày"))
    number = models.PositiveIntegerField(_("Số thứ tự"))
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=QueueStatus, default="waiting"
    )
    reason_code = models.CharField(max_length=30, blank=True)
    reason = models.CharField(_("Lý do"), max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField(_("Ưu tiên"), default=0)
    arrived_at = models.DateTimeField(_("Đến lúc"))
    started_at = models.DateTimeField(_("Bắt đầu khám lúc"), null=True)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True)
    seen_by = IdField(null=True)
    seen_by_name = models.CharField(_("Người khám"), max_length=120, blank=True)
    encounter_id = IdField(null=True)

    class Meta:
        verbose_name = _("Lượt chờ")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="queue_of_unit")]

    def __str__(self) -> str:
        return f"{self.number}"
