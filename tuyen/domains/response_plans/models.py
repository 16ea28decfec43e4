"""A plan with its phases, the changes of phase, what was done in each."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "a draft: its unit; what was approved: units above and below, too"


class ResponsePlan(ChangingModel):
    """disease: code of rulebook surveillance/diseases; empty: every disease. phases: see `rules.Phase`.
    replaces_id: the version before it. ended_on: no longer in force, though it was approved."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "number", "approved_on", "approved_by_name"),
            ("ended_on", "ended_why", "ended_by_name"),
        ),
        reach="down",
        wide_when=("status", "approved"),
        narrow="own",
    )

    class Status(models.TextChoices):
        DRAFT = "draft", _("Bản nháp")
        APPROVED = "approved", _("Đã duyệt")
        DROPPED = "dropped", _("Đã bỏ")

    unit_id = IdField()
    name = models.CharField(_("Tên kế hoạch"), max_length=160)
    name_fold = models.CharField(max_length=200)
    disease = models.CharField(_("Bệnh"), max_length=40, blank=True)
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    within_days = models.PositiveSmallIntegerField(_("Đếm ca trong (ngày)"), default=21)
    version = models.PositiveSmallIntegerField(_("Bản"), default=1)
    replaces_id = IdField(null=True)
    phases = models.JSONField(_("Các giai đoạn"), default=list)
    written_by_name = models.CharField(_("Người soạn"), max_length=120)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="draft")
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    approved_on = models.DateField(_("Ngày duyệt"), null=True)
    approved_by_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)
    ended_on = models.DateField(_("Hết hiệu lực từ"), null=True)
    ended_why = models.CharField(_("Lý do hết hiệu lực"), max_length=200, blank=True)
    ended_by_name = models.CharField(_("Người ghi hết hiệu lực"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Kế hoạch đáp ứng dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status"], name="response_plan_of_unit")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.status == self.Status.APPROVED and self.ended_on is None


class PhaseSwitch(ChangingModel):
    """The plan goes into a phase. figures: what was known then, None where nobody counted; proposed: the
    phase that they gave. The last one that is not struck is in force."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("struck_at", "struck_why", "struck_by_name"),),
        reach="down",
    )

    unit_id = IdField()
    plan_id = IdField()
    phase = models.CharField(_("Giai đoạn"), max_length=20)
    at = models.DateTimeField(_("Từ lúc"))
    why = models.CharField(_("Lý do chuyển giai đoạn"), max_length=300)
    figures = models.JSONField(_("Số liệu khi chuyển"), null=True)
    proposed = models.CharField(_("Giai đoạn được đề xuất"), max_length=20, blank=True)
    entered_at = models.DateTimeField(_("Ghi lúc"))
    by_name = models.CharField(_("Người chuyển"), max_length=120)
    struck_at = models.DateTimeField(_("Hủy lúc"), null=True)
    struck_why = models.CharField(_("Lý do hủy"), max_length=300, blank=True)
    struck_by_name = models.CharField(_("Người hủy"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Chuyển giai đoạn đáp ứng")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "plan_id", "at"], name="phase_of_plan")
        ]

    def __str__(self) -> str:
        return self.phase


class MeasureMark(ChangingModel):
    """A word on one measure after a change of phase; a later one counts instead."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="down")

    unit_id = IdField()
    plan_id = IdField()
    switch_id = IdField()
    measure = models.CharField(_("Việc"), max_length=40)
    is_done = models.BooleanField(_("Đã làm"))
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    at = models.DateTimeField(_("Lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Việc của giai đoạn")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "switch_id", "at"], name="mark_of_phase")
        ]

    def __str__(self) -> str:
        return self.measure
