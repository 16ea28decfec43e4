"""A campaign of health education and its sessions; counts of people, never their names."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class EducationCampaign(ChangingModel):
    """disease: code of rulebook surveillance/diseases, empty for a matter of health at large.

    target_group: code of the group list. people: how many are meant, where a person corrected the registry.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "the unit that leads, units above it and below it",
        groups=(
            ("status", "closed_on", "closing_note", "closed_by_name"),
            ("starts_on", "ends_on"),
        ),
        reach="down",
    )

    class Status(models.TextChoices):
        OPEN = "open", _("Đang chạy")
        CLOSED = "closed", _("Đã kết thúc")

    unit_id = IdField()
    name = models.CharField(_("Tên đợt truyền thông"), max_length=120)
    message = models.CharField(_("Nội dung chính cần người dân nhớ"), max_length=400)
    disease = models.CharField(_("Bệnh"), max_length=30, blank=True)
    target_group = models.CharField(_("Nhóm đích"), max_length=20)
    people = models.PositiveIntegerField(_("Số người đích"), null=True)
    outbreak_id = IdField(null=True)
    basis = models.CharField(_("Căn cứ, số kế hoạch"), max_length=160, blank=True)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    opened_by_name = models.CharField(_("Người lập"), max_length=120)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="open")
    closed_on = models.DateField(_("Ngày kết thúc"), null=True)
    closing_note = models.CharField(_("Nhận định"), max_length=300, blank=True)
    closed_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Đợt truyền thông")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "starts_on"], name="education_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="education_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class EducationSession(ChangingModel):
    """One session that was held. reached: people there; women: of them, None where nobody told.

    A wrong one is struck out with its reason and stays in the history.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        "the unit that held it, units above it and the one that leads",
        groups=(("status", "why"),),
        reach="up",
        to=("lead_unit_id",),
    )

    class Status(models.TextChoices):
        HELD = "held", _("Đã tổ chức")
        STRUCK = "struck", _("Ghi nhầm")

    unit_id = IdField()
    lead_unit_id = IdField()
    campaign_id = IdField()
    held_on = models.DateField(_("Ngày"))
    channel = models.CharField(_("Kênh"), max_length=20)
    language = models.CharField(_("Ngôn ngữ"), max_length=20)
    place = models.CharField(_("Thôn, bản, nơi tổ chức"), max_length=160)
    held_by = models.CharField(_("Người truyền thông"), max_length=160)
    reached = models.PositiveIntegerField(_("Số người nghe, xem"))
    women = models.PositiveIntegerField(_("Trong đó nữ"), null=True)
    material = models.CharField(_("Tài liệu đã phát"), max_length=160, blank=True)
    handed_out = models.PositiveIntegerField(_("Số bản đã phát"), default=0)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="held")
    why = models.CharField(_("Lý do hủy"), max_length=300, blank=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Buổi truyền thông")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "campaign_id", "held_on"], name="education_session")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(women=None) | Q(women__lte=F("reached")),
                name="women_are_among_the_reached",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.place}"
