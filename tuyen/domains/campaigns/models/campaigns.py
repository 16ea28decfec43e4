"""A campaign of one unit for all below it, and whom it is for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that leads, units above it and below it; a group of a compartment by grant"


class Campaign(ChangingModel):
    """vaccine: code of rulebook immunization/vaccines. kind is chosen once: figures never mix kinds."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "closed_on", "closing_note", "closed_by_name"),
            ("starts_on", "ends_on"),
        ),
        reach="down",
    )

    class Kind(models.TextChoices):
        SUPPLEMENTARY = "supplementary", _("Tiêm bổ sung")
        CATCH_UP = "catch_up", _("Tiêm vét")
        BOOSTER = "booster", _("Tiêm nhắc lại")

    class Status(models.TextChoices):
        OPEN = "open", _("Đang chạy")
        CLOSED = "closed", _("Đã kết thúc")

    unit_id = IdField()
    name = models.CharField(_("Tên chiến dịch"), max_length=120)
    kind = models.CharField(_("Loại"), max_length=14, choices=Kind)
    vaccine = models.CharField(_("Vắc xin"), max_length=20)
    basis = models.CharField(_("Căn cứ, số kế hoạch"), max_length=160)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    target_percent = models.PositiveSmallIntegerField(_("Chỉ tiêu (%)"))
    opened_by_name = models.CharField(_("Người lập"), max_length=120)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="open")
    closed_on = models.DateField(_("Ngày kết thúc"), null=True)
    closing_note = models.CharField(_("Nhận định"), max_length=300, blank=True)
    closed_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Chiến dịch tiêm")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "starts_on"], name="dose_campaign_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_campaign_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class CampaignGroup(ChangingModel):
    """kind: code of rulebook campaigns/groups, which names occupations and cards. to_months not included."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="down")

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    campaign_id = IdField()
    kind = models.CharField(_("Nhóm đích"), max_length=20)
    priority = models.PositiveSmallIntegerField(_("Thứ tự ưu tiên"))
    from_months = models.PositiveSmallIntegerField(_("Từ (tháng tuổi)"), default=0)
    to_months = models.PositiveSmallIntegerField(_("Đến dưới (tháng tuổi)"), null=True)
    gap_days = models.PositiveSmallIntegerField(_("Bỏ qua người đã tiêm trong (ngày)"))
    is_out = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Nhóm đích của chiến dịch")
        indexes: ClassVar = [models.Index(fields=["unit_id", "campaign_id"], name="campaign_group")]

    def __str__(self) -> str:
        return self.kind
