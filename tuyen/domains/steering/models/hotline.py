"""Calls to the hotline, its numbers, and who is on duty behind it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the hospital that answers, the unit that called, and the units that direct one of them"


class HotlineLine(ChangingModel):
    """A number that a hospital answers: for care, for an epidemic, for complaints."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", "everyone of the chain: a number to call", reach="both"
    )

    unit_id = IdField()
    phone = models.CharField(_("Số máy"), max_length=30)
    purpose = models.CharField(_("Dùng cho"), max_length=20)
    hours = models.CharField(_("Giờ trực"), max_length=60, blank=True)
    is_off = models.BooleanField(_("Đã ngừng"), default=False)

    class Meta:
        verbose_name = _("Số đường dây nóng")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="hotline_of_unit")]

    def __str__(self) -> str:
        return self.phone


class HotlineCall(ChangingModel):
    """One call: when it rang, when somebody picked up, who called, what was said, what follows.

    `unit_id` answers. The caller is a unit or one of its staff, found by the number; no patient is named.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "answered_at", "waited_seconds", "answered_by", "answered_by_name"),
            ("outcome", "question", "advice", "ended_at"),
            ("caller_unit_id", "caller_staff_id", "caller_name"),
        ),
        reach="up",
        to=("caller_unit_id",),
    )

    unit_id = IdField()
    status = models.CharField(_("Trạng thái"), max_length=10, default="ringing")
    rang_at = models.DateTimeField(_("Reo lúc"))
    answered_at = models.DateTimeField(_("Nghe lúc"), null=True)
    waited_seconds = models.PositiveIntegerField(_("Chờ (giây)"), null=True)
    ended_at = models.DateTimeField(_("Xong lúc"), null=True)
    phone = models.CharField(_("Số gọi đến"), max_length=30, blank=True)
    caller_unit_id = IdField(null=True)
    caller_staff_id = IdField(null=True)
    caller_name = models.CharField(_("Người gọi"), max_length=120, blank=True)
    specialty = models.CharField(_("Chuyên khoa"), max_length=20, blank=True)
    question = models.CharField(_("Hỏi gì"), max_length=500, blank=True)
    outcome = models.CharField(_("Xử trí"), max_length=20, blank=True)
    advice = models.TextField(_("Đã tư vấn"), blank=True)
    follow_up_on = models.DateField(_("Gọi lại ngày"), null=True)
    followed_up_at = models.DateTimeField(_("Đã gọi lại lúc"), null=True)
    follow_up_note = models.CharField(_("Kết quả gọi lại"), max_length=300, blank=True)
    answered_by = IdField(null=True)
    answered_by_name = models.CharField(_("Người trực"), max_length=120, blank=True)
    support_request_id = IdField(null=True)

    class Meta:
        verbose_name = _("Cuộc gọi đường dây nóng")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "rang_at"], name="call_of_unit"),
            models.Index(fields=["caller_unit_id", "rang_at"], name="call_of_caller"),
        ]

    def __str__(self) -> str:
        return self.question or self.caller_name


class DutyTurn(ChangingModel):
    """One person on one shift for one specialty; no specialty: the lead of the shift, for everything."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", "everyone of the chain: whom to call, and on which number", reach="both"
    )

    unit_id = IdField()
    day = models.DateField(_("Ngày"))
    shift = models.CharField(_("Ca"), max_length=12)
    specialty = models.CharField(_("Chuyên khoa"), max_length=20, blank=True)
    staff_id = IdField(null=True)
    name = models.CharField(_("Người trực"), max_length=120)
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    is_off = models.BooleanField(_("Đã gỡ khỏi lịch"), default=False)

    class Meta:
        verbose_name = _("Lượt trực")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="duty_of_day")]

    def __str__(self) -> str:
        return self.name
