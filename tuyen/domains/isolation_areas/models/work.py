"""Who is on duty in an area, and who is asked how they are after they left it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.isolation_areas.models.areas import PLACE, IsolationArea
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import REGISTER, ChangingChartRow


class DutyTurn(ChangingModel):
    """One person on one shift of one day."""

    shape: ClassVar[Shape] = PLACE

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey(IsolationArea, models.PROTECT, related_name="turns")
    day = models.DateField(_("Ngày"))
    shift = models.CharField(_("Ca"), max_length=12)
    name = models.CharField(_("Người trực"), max_length=120)
    duty = models.CharField(_("Nhiệm vụ"), max_length=80, blank=True)
    is_struck = models.BooleanField(_("Đã bỏ"), default=False)
    by_name = models.CharField(_("Người xếp"), max_length=120)

    class Meta:
        verbose_name = _("Ca trực của khu cách ly")
        indexes: ClassVar = [models.Index(fields=["unit_id", "area", "day"], name="turn_of_area")]

    def __str__(self) -> str:
        return self.name


class AfterCare(ChangingChartRow):
    """One day on which somebody who left is asked; result empty: not asked yet."""

    shape: ClassVar[Shape] = REGISTER

    class Result(models.TextChoices):
        WELL = "well", _("Khỏe")
        UNWELL = "unwell", _("Còn triệu chứng")
        ABSENT = "absent", _("Không gặp")

    unit_id = IdField()
    area_id = IdField()
    stay_id = IdField()
    due_on = models.DateField(_("Ngày hẹn"))
    result = models.CharField(_("Kết quả"), max_length=8, choices=Result, blank=True)
    done_on = models.DateField(_("Ngày hỏi"), null=True)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    is_dropped = models.BooleanField(_("Không cần nữa"), default=False)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Theo dõi sau khi ra khu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "area_id", "due_on"], name="after_care_of_area"),
            models.Index(fields=["patient_id", "stay_id"], name="after_care_of_stay"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result="", done_on=None) | (~Q(result="") & Q(done_on__isnull=False)),
                name="after_care_told_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}"
