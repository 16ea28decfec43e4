"""The microplan of a campaign, and what each unit tells of each day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that does it and those above it"


class CampaignSession(ChangingModel):
    """A line of the microplan: one team, one place, one day. unit_id: who does it. target: people expected.

    route: the order in which the unit goes to its places of a day.
    """

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", to=("lead_unit_id",))

    unit_id = IdField()
    lead_unit_id = IdField()
    campaign_id = IdField()
    day = models.DateField(_("Ngày"))
    village = models.CharField(_("Thôn, bản"), max_length=120, blank=True)
    place = models.CharField(_("Điểm tiêm"), max_length=200)
    team = models.CharField(_("Đội tiêm"), max_length=200, blank=True)
    route = models.PositiveSmallIntegerField(_("Thứ tự đi"), default=1)
    target = models.PositiveIntegerField(_("Số người dự kiến"))
    is_out = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Buổi tiêm chiến dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "campaign_id", "day"], name="campaign_session")
        ]

    def __str__(self) -> str:
        return self.place


class CampaignTally(ChangingModel):
    """What a unit tells of one day; its id follows from campaign, unit and day. first: figures as first sent,
    kept when they are corrected with a reason."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(
            ("given", "withheld", "reactions", "wasted", "why", "mended_at", "mended_by_name"),
        ),
        reach="up",
        to=("lead_unit_id",),
    )

    unit_id = IdField()
    lead_unit_id = IdField()
    campaign_id = IdField()
    day = models.DateField(_("Ngày"))
    given = models.PositiveIntegerField(_("Đã tiêm"))
    withheld = models.PositiveIntegerField(_("Hoãn, từ chối, vắng"))
    reactions = models.PositiveIntegerField(_("Phản ứng sau tiêm"))
    wasted = models.PositiveIntegerField(_("Liều hủy"))
    sent_at = models.DateTimeField(_("Gửi lúc"))
    sent_by_name = models.CharField(_("Người gửi"), max_length=120)
    is_late = models.BooleanField(_("Gửi muộn"), default=False)
    first = models.JSONField(_("Số gửi lần đầu"), default=dict)
    why = models.CharField(_("Lý do sửa"), max_length=300, blank=True)
    mended_at = models.DateTimeField(_("Sửa lúc"), null=True)
    mended_by_name = models.CharField(_("Người sửa"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Báo cáo ngày của chiến dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "campaign_id", "day"], name="campaign_tally")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.given}"
