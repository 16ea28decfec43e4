"""Support that a lower unit asks for, and each word that was said about it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.steering.rules.support import Clock
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that asks, the unit that is asked, and the units that direct one of them"


class SupportRequest(ChangingModel):
    """Asked by one facility of another, about its work and never about a named person.

    The clocks are those of the rulebook on the day of asking, kept here so that both sides see the same.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            (
                "status",
                "taken_at",
                "taken_by",
                "taken_by_name",
                "take_by",
                "answer_by",
                "clock_from",
            ),
            ("answered_at", "answered_by", "answered_by_name", "answer"),
            ("closed_at", "closed_by_name", "rating", "closing_note"),
        ),
        reach="up",
        to=("to_unit_id",),
    )

    unit_id = IdField()
    to_unit_id = IdField()
    topic = models.CharField(_("Lĩnh vực"), max_length=20)
    urgency = models.CharField(_("Mức độ"), max_length=12)
    title = models.CharField(_("Cần hỗ trợ việc gì"), max_length=200)
    question = models.TextField(_("Nội dung"), blank=True)
    status = models.CharField(_("Trạng thái"), max_length=12, default="requested")
    asked_at = models.DateTimeField(_("Gửi lúc"))
    asked_by = IdField()
    asked_by_name = models.CharField(_("Người gửi"), max_length=120)
    clock_from = models.DateTimeField()
    take_by = models.DateTimeField(_("Tiếp nhận trước"))
    answer_by = models.DateTimeField(_("Trả lời trước"))
    taken_at = models.DateTimeField(_("Tiếp nhận lúc"), null=True)
    taken_by = IdField(null=True)
    taken_by_name = models.CharField(_("Người tiếp nhận"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True)
    answered_by = IdField(null=True)
    answered_by_name = models.CharField(_("Người trả lời"), max_length=120, blank=True)
    answer = models.TextField(_("Trả lời"), blank=True)
    closed_at = models.DateTimeField(_("Đóng lúc"), null=True)
    closed_by_name = models.CharField(_("Người đóng"), max_length=120, blank=True)
    rating = models.PositiveSmallIntegerField(_("Đánh giá"), null=True)
    closing_note = models.CharField(_("Nhận xét"), max_length=300, blank=True)
    reopened = models.PositiveSmallIntegerField(_("Số lần mở lại"), default=0)
    call_id = IdField(null=True)
    after_id = IdField(null=True, db_index=True)  # the declined request that this one takes further

    class Meta:
        verbose_name = _("Đề nghị hỗ trợ")
        indexes: ClassVar = [
            models.Index(fields=["to_unit_id", "status", "answer_by"], name="support_of_asked"),
            models.Index(fields=["unit_id", "status"], name="support_of_asker"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="support_rated_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> Clock:
        return Clock(self.take_by, self.answer_by)


class SupportStep(SyncedModel):
    """One step of a request, kept for good: an answer that was replaced can still be read."""

    shape: ClassVar[Shape] = Shape(
        "unit", "fact", SCOPE, reach="up", to=("by_unit_id",), along=("request_id",)
    )

    unit_id = IdField()
    request = models.ForeignKey(SupportRequest, models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12)
    said = models.TextField(blank=True)
    at = models.DateTimeField()
    by = IdField()
    by_name = models.CharField(max_length=120)
    by_unit_id = IdField()

    class Meta:
        verbose_name = _("Bước của đề nghị hỗ trợ")
        indexes: ClassVar = [models.Index(fields=["request", "at"], name="steps_of_support")]

    def __str__(self) -> str:
        return self.status
