"""The report of one week by one station: sent, with what was signed. Without it the week is unknown."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class ReportReceived(ChangingModel):
    """counts: disease → cases as they stood when signed, {} is “none”. Open diseases only.

    What changes afterwards is a correction beside them, never in them.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        "the unit that sent it, units above it, officers of the area",
        reach="up",
    )

    unit_id = IdField()
    area_id = IdField()
    monday = models.DateField(_("Tuần từ ngày"))
    counts = models.JSONField(_("Số ca đã ký"), default=dict)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("Gửi lúc"))
    by_name = models.CharField(_("Người gửi"), max_length=120)

    class Meta:
        verbose_name = _("Báo cáo tuần")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "monday"], name="week_of_unit"),
            models.Index(fields=["area_id", "monday"], name="week_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.monday:%d/%m/%Y}"
