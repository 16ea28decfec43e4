"""A unit that does well: which indicator moved, who came to learn, who adopted it and what came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "everyone in the chain of command of the unit, once recognised; before that its own side"


class GoodModelStatus(models.TextChoices):
    PROPOSED = "proposed", _("Đề nghị công nhận")
    RECOGNISED = "recognised", _("Đã công nhận")
    RETIRED = "retired", _("Thôi giới thiệu")


class GoodModel(ChangingModel):
    """What a unit (`unit_id`) does better, shown by one indicator before and after.

    counted_code: the indicator of `rulebook/directives/indicators` that the program counted by itself; empty
    for figures that the unit declared. basis: {"before" | "after": {from, to, n, over}} as it was counted.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(
            ("indicator", "measure", "source"),
            ("before", "before_period", "after", "after_period"),
            ("counted_code", "basis", "counted_at"),
            ("status", "recognised_at", "recognised_by_name", "recognised_unit_id"),
        ),
        reach="all",
        wide_when=("status", "recognised"),
        narrow="up",
        to=("recognised_unit_id",),
    )

    unit_id = IdField()
    chain = models.CharField(max_length=20)
    title = models.CharField(_("Mô hình"), max_length=200)
    title_fold = models.CharField(max_length=300)
    summary = models.TextField(_("Cách làm"))
    needs = models.CharField(_("Điều kiện để làm được"), max_length=1000, blank=True)
    indicator = models.CharField(_("Chỉ số đã thay đổi"), max_length=200)
    measure = models.CharField(_("Đơn vị tính"), max_length=30)
    before = models.FloatField(_("Trước"))
    before_period = models.CharField(_("Kỳ trước"), max_length=60)
    after = models.FloatField(_("Sau"))
    after_period = models.CharField(_("Kỳ sau"), max_length=60)
    source = models.CharField(_("Nguồn số liệu"), max_length=200)
    counted_code = models.CharField(max_length=40, blank=True)
    basis = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True)
    status = models.CharField(
        max_length=12, choices=GoodModelStatus, default=GoodModelStatus.PROPOSED
    )
    proposed_at = models.DateTimeField()
    proposed_by_name = models.CharField(max_length=120)
    recognised_at = models.DateTimeField(null=True)
    recognised_by_name = models.CharField(max_length=120, blank=True)
    recognised_unit_id = IdField(null=True)
    retired_why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("Mô hình hay")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status"], name="good_model_of_unit"),
            models.Index(fields=["chain", "status"], name="good_model_of_chain"),
        ]

    def __str__(self) -> str:
        return self.title


class StudyVisit(ChangingModel):
    """Another unit (`unit_id`) came to learn."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("model_id",))

    unit_id = IdField()
    model_id = IdField()
    day = models.DateField(_("Ngày đến học"))
    people = models.PositiveSmallIntegerField(_("Số người"))
    note = models.CharField(_("Học được gì"), max_length=1000, blank=True)
    by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("Chuyến tham quan, học tập")
        indexes: ClassVar = [models.Index(fields=["model_id"], name="study_visit_of_model")]

    def __str__(self) -> str:
        return f"{self.day}"


class AdoptionStatus(models.TextChoices):
    STARTED = "started", _("Đang làm thử")
    WORKING = "working", _("Làm được")
    STOPPED = "stopped", _("Đã dừng")


class Adoption(ChangingModel):
    """Another unit (`unit_id`) does it too, and what came of it by the same indicator; counted_code, basis,
    counted_at as on the model itself, empty where the unit declared its figures."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(
            ("before", "before_period", "after", "after_period"),
            ("counted_code", "basis", "counted_at"),
        ),
        reach="up",
        along=("model_id",),
    )

    unit_id = IdField()
    model_id = IdField()
    started_on = models.DateField(_("Bắt đầu"))
    status = models.CharField(max_length=12, choices=AdoptionStatus, default=AdoptionStatus.STARTED)
    before = models.FloatField(_("Trước"), null=True)
    before_period = models.CharField(_("Kỳ trước"), max_length=60, blank=True)
    after = models.FloatField(_("Sau"), null=True)
    after_period = models.CharField(_("Kỳ sau"), max_length=60, blank=True)
    counted_code = models.CharField(max_length=40, blank=True)
    basis = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True)
    note = models.CharField(_("Kết quả, bài học"), max_length=1000, blank=True)
    by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("Đơn vị áp dụng")
        indexes: ClassVar = [
            models.Index(fields=["model_id"], name="adoption_of_model"),
            models.Index(fields=["unit_id", "status"], name="adoption_at_unit"),
        ]

    def __str__(self) -> str:
        return self.status
