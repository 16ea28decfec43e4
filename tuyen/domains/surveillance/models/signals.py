"""What stands out, as the program proposed it, and what a person made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class Signal(ChangingModel):
    """unit_id: whose ground it is. place: the level with the code, or the name of a district that is no more.

    cut_off: what was told by then was counted. parameters: fingerprint of the settings of the method.
    custody_site_id: its series is that place's and of those above; officers of the area never see it.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "the unit that keeps it, units above it, officers of the area; custody by its own units only",
        groups=(
            ("status", "decision", "decided_at", "decided_by_name"),
            ("risk", "assessment", "assessed_at", "assessed_by_name"),
        ),
        reach="up",
        stays=(("custody_site_id", "it only hides the row; the unit's own reach carries it"),),
    )

    class Status(models.TextChoices):
        NEW = "new", _("Mới, chưa xác minh")
        VERIFIED = "verified", _("Đã xác minh là thật")
        FALSE = "false", _("Không phải tín hiệu thật")
        CLOSED = "closed", _("Đã khép lại")

    class Risk(models.TextChoices):
        UNKNOWN = "unknown", _("Chưa đánh giá")
        LOW = "low", _("Thấp")
        MODERATE = "moderate", _("Trung bình")
        HIGH = "high", _("Cao")

    unit_id = IdField()
    disease = models.CharField(_("Bệnh"), max_length=30)
    level = models.CharField(_("Cấp"), max_length=10)
    place_code = models.CharField(max_length=5, blank=True)
    place_name = models.CharField(_("Nơi"), max_length=120)
    province_code = models.CharField(max_length=2, blank=True)
    custody_site_id = IdField(null=True)
    monday = models.DateField(_("Tuần từ ngày"))
    algorithm = models.CharField(_("Phương pháp"), max_length=30)
    version = models.CharField(max_length=10)
    parameters = models.CharField(max_length=16)
    cut_off = models.DateTimeField(_("Số liệu đến lúc"))
    observed = models.PositiveIntegerField(_("Số ca"))
    threshold = models.FloatField(_("Ngưỡng"))
    expected = models.FloatField(_("Thường có"), null=True)
    p = models.FloatField(null=True)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="new")
    decision = models.CharField(_("Lý do"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    risk = models.CharField(_("Nguy cơ"), max_length=8, choices=Risk, default="unknown")
    assessment = models.CharField(_("Đánh giá"), max_length=500, blank=True)
    assessed_at = models.DateTimeField(null=True)
    assessed_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("Tín hiệu dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "monday"], name="signal_of_unit"),
            models.Index(fields=["province_code", "status", "monday"], name="signal_of_province"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="new") | ~Q(decision=""), name="a_judged_signal_has_its_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.disease} {self.place_name} {self.monday}"
