"""What either side means to do in directing, and what was done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "both units that it names, and the units that direct one of them"


class Side(models.TextChoices):
    DIRECTS = "directs", _("Tuyến trên")
    DIRECTED = "directed", _("Tuyến dưới")


class DirectionPlan(ChangingModel):
    """A plan of one unit for a year (quarter 0) or a quarter, as the upper or as the lower side."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "approved_at", "approved_by", "approved_by_name"), ("year", "quarter")),
        reach="up",
    )

    unit_id = IdField()
    side = models.CharField(_("Vai"), max_length=10, choices=Side)
    year = models.PositiveSmallIntegerField(_("Năm"))
    quarter = models.PositiveSmallIntegerField(_("Quý"), default=0)
    title = models.CharField(_("Tên kế hoạch"), max_length=200)
    status = models.CharField(_("Trạng thái"), max_length=10, default="draft")
    approved_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    approved_by = IdField(null=True)
    approved_by_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Kế hoạch chỉ đạo tuyến")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "year"], name="direction_plan_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quarter__lte=4), name="direction_plan_quarter")
        ]

    def __str__(self) -> str:
        return self.title


class PlanLine(ChangingModel):
    """One piece of work of a plan: with which unit, what, how many person-days, what it costs."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", SCOPE, reach="up", to=("other_unit_id",), along=("plan_id",)
    )

    unit_id = IdField()
    plan = models.ForeignKey(DirectionPlan, models.PROTECT, related_name="+")
    other_unit_id = IdField()
    kind = models.CharField(_("Hình thức"), max_length=20)
    subject = models.CharField(_("Nội dung"), max_length=250)
    person_days = models.FloatField(_("Ngày công"))
    cost = models.PositiveBigIntegerField(_("Kinh phí (đồng)"), default=0)
    is_removed = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Dòng kế hoạch chỉ đạo")
        indexes: ClassVar = [
            models.Index(fields=["plan"], name="lines_of_direction_plan"),
            models.Index(fields=["other_unit_id"], name="direction_line_of_other"),
        ]

    def __str__(self) -> str:
        return self.subject


class DirectionEntry(ChangingModel):
    """Direction work done on a day: a visit, a call, a session without a patient. Never deleted: a wrong
    entry is struck out with its reason."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("is_void", "void_reason"),),
        reach="up",
        to=("other_unit_id",),
    )

    unit_id = IdField()
    other_unit_id = IdField()
    side = models.CharField(_("Vai"), max_length=10, choices=Side)
    kind = models.CharField(_("Hình thức"), max_length=20)
    done_on = models.DateField(_("Ngày"))
    subject = models.CharField(_("Nội dung"), max_length=250)
    person_days = models.FloatField(_("Ngày công"), default=0)
    minutes = models.PositiveIntegerField(_("Số phút"), null=True)
    attended = models.PositiveIntegerField(_("Số người dự"), null=True)
    result = models.CharField(_("Kết quả"), max_length=500, blank=True)
    cost = models.PositiveBigIntegerField(_("Kinh phí (đồng)"), default=0)
    plan_line_id = IdField(null=True)
    agreement_id = IdField(null=True)
    entered_by = IdField()
    entered_by_name = models.CharField(_("Người ghi"), max_length=120)
    is_void = models.BooleanField(_("Đã gạch"), default=False)
    void_reason = models.CharField(_("Lý do gạch"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Việc chỉ đạo đã làm")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "done_on"], name="direction_entry_of_unit"),
            models.Index(fields=["other_unit_id", "done_on"], name="direction_entry_of_other"),
        ]

    def __str__(self) -> str:
        return self.subject
