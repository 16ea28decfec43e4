"""Turns of rotation: who goes from where to where, by which decision, for what, and how it was."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that sends, the unit that receives, and the units that direct one of them"


class Kind(models.TextChoices):
    PROJECT_1816 = "project_1816", _("Luân phiên theo Đề án 1816")
    SECONDMENT = "secondment", _("Tăng cường")
    EXCHANGE = "exchange", _("Luân phiên một đổi một")
    LEARNING = "learning", _("Cử lên tuyến trên học tập")


class Stage(models.TextChoices):
    PLANNED = "planned", _("Dự kiến")
    DECIDED = "decided", _("Đã có quyết định")
    ENDED = "ended", _("Đã kết thúc")
    CANCELLED = "cancelled", _("Đã hủy")


class Grade(models.TextChoices):
    EXCELLENT = "excellent", _("Hoàn thành xuất sắc")
    GOOD = "good", _("Hoàn thành tốt")
    DONE = "done", _("Hoàn thành")
    POOR = "poor", _("Chưa hoàn thành")


class RotationTurn(ChangingModel):
    """One person at another unit for a time. `pair_id`: the same on both turns of an exchange.

    `ended_on`: the last day there in truth, when it ended early. `backfill_name`: who does the duties at
    home meanwhile (in an exchange: who comes in return). `post_id`: the post at the receiving unit;
    `role_id`: the role of the person's account there. `scan_…`: the signed decision as a file.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("starts_on", "ends_on"),
            ("ended_on", "end_reason"),
            ("grade", "remark", "graded_by_name", "graded_on"),
            ("scan_sha256", "scan_type", "scan_bytes"),
        ),
        reach="up",
        to=("to_unit_id",),
        needs=("staff_id",),
        blobs=("scan_sha256",),
    )

    unit_id = IdField()
    to_unit_id = IdField(db_index=True)
    staff_id = IdField(db_index=True)
    name = models.CharField(_("Cán bộ"), max_length=120)
    name_fold = models.CharField(max_length=140)
    kind = models.CharField(_("Hình thức"), max_length=14, choices=Kind)
    pair_id = IdField(null=True, db_index=True)
    specialty = models.CharField(_("Chuyên khoa"), max_length=80, blank=True)
    position = models.CharField(_("Vị trí ở nơi nhận"), max_length=120)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    purpose = models.CharField(_("Mục đích"), max_length=300, blank=True)
    backfill_id = IdField(null=True)
    backfill_name = models.CharField(_("Người làm thay ở nhà"), max_length=120, blank=True)
    stage = models.CharField(_("Trạng thái"), max_length=10, choices=Stage, default=Stage.PLANNED)
    decision = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày ký"), null=True)
    signed_by = models.CharField(_("Người ký"), max_length=120, blank=True)
    post_id = IdField(null=True)
    role_id = IdField(null=True)
    taken_on = models.DateField(_("Nơi nhận đồng ý ngày"), null=True)
    taken_by_name = models.CharField(_("Người đồng ý"), max_length=120, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_type = models.CharField(max_length=80, blank=True)
    scan_bytes = models.PositiveBigIntegerField(null=True)
    ended_on = models.DateField(_("Ngày về"), null=True)
    end_reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    grade = models.CharField(_("Đánh giá"), max_length=10, choices=Grade, blank=True)
    remark = models.CharField(_("Nhận xét"), max_length=1000, blank=True)
    graded_by_name = models.CharField(_("Người đánh giá"), max_length=120, blank=True)
    graded_on = models.DateField(_("Ngày đánh giá"), null=True)

    class Meta:
        verbose_name = _("Đợt luân phiên")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "starts_on"], name="turn_from_unit"),
            models.Index(fields=["to_unit_id", "starts_on"], name="turn_to_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="turn_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(unit_id=F("to_unit_id")), name="turn_leads_to_another_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TurnTask(ChangingModel):
    """What somebody is sent for: a technique to hand over, a class to hold, a duty."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("turn_id",))

    unit_id = IdField()
    turn = models.ForeignKey(RotationTurn, models.PROTECT, related_name="tasks")
    title = models.CharField(_("Nhiệm vụ"), max_length=300)
    technique_code = models.CharField(_("Kỹ thuật"), max_length=20, blank=True)
    is_done = models.BooleanField(_("Đã xong"), default=False)

    class Meta:
        verbose_name = _("Nhiệm vụ của đợt luân phiên")

    def __str__(self) -> str:
        return self.title
