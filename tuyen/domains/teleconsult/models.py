"""How often the cases of a unit have changed (this node alone), and what the network learns from cases."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape, local


class BoardVersion(models.Model):
    """One row a unit, counted up by the projection with every change of a case of either end."""

    shape: ClassVar[Shape] = local("nobody reads it; boards ask whether it moved")

    unit_id = IdField(primary_key=True)
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "Board version"

    def __str__(self) -> str:
        return str(self.n)


class LearningCase(ChangingModel):
    """A case that others learn from, without what tells who it was. It names no consultation and no person:
    nothing leads back. text_fold: what the search looks through."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "approved: the whole network; else the facility that prepared it",
        groups=(("status", "decided_by_name", "decided_at", "withdrawn_why"),),
        reach="all",
        wide_when=("status", "approved"),
        narrow="up",
    )

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt")
        WITHDRAWN = "withdrawn", _("Đã rút")

    unit_id = IdField()
    specialty = models.CharField(_("Chuyên khoa"), max_length=20)
    title = models.CharField(_("Tên ca"), max_length=200)
    about = models.TextField(_("Bệnh cảnh"), blank=True)
    question = models.TextField(_("Câu hỏi"))
    advice = models.TextField(_("Lời khuyên"))
    outcome = models.TextField(_("Kết quả"), blank=True)
    lesson = models.TextField(_("Bài học"), blank=True)
    text_fold = models.TextField(blank=True)
    status = models.CharField(
        _("Trạng thái"), max_length=10, choices=Status, default=Status.PROPOSED
    )
    prepared_by = IdField()
    prepared_by_name = models.CharField(_("Người lập"), max_length=120)
    decided_at = models.DateTimeField(_("Duyệt, rút lúc"), null=True)
    decided_by_name = models.CharField(_("Người duyệt, rút"), max_length=120, blank=True)
    withdrawn_why = models.CharField(_("Lý do rút"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Ca học tập")
        indexes: ClassVar = [
            models.Index(fields=["status", "specialty"], name="learning_by_specialty"),
            models.Index(fields=["unit_id", "status"], name="learning_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class RemoteCondition(ChangingModel):
    """An illness that a facility may treat from afar, as its head confirmed it from the circular; it
    counts at the facility and below. code: ICD-10, of three letters for all below it."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        "whoever sees the board of consultations at the facility or below it",
        reach="up",
    )

    unit_id = IdField()
    code = models.CharField(_("Mã ICD-10"), max_length=10)
    name = models.CharField(_("Bệnh, tình trạng"), max_length=250)
    item = models.CharField(_("Mục trong danh mục"), max_length=20, blank=True)
    valid_from = models.DateField(_("Áp dụng từ"))
    valid_to = models.DateField(_("Đến hết ngày"), null=True)
    confirmed_by_name = models.CharField(_("Người xác nhận"), max_length=120)
    confirmed_on = models.DateField(_("Xác nhận ngày"))

    class Meta:
        verbose_name = _("Bệnh được khám từ xa")
        indexes: ClassVar = [models.Index(fields=["unit_id", "code"], name="remote_condition_of")]

    def __str__(self) -> str:
        return self.code


class RemoteStart(ChangingModel):
    """A facility's declaration of remote care. It begins at the earlier of its publication and some
    days after it was received (rulebook `teleconsult/modes`)."""

    shape: ClassVar[Shape] = Shape("unit", "register", "as `RemoteCondition`", reach="up")

    unit_id = IdField()
    number = models.CharField(_("Số văn bản công bố"), max_length=60)
    received_on = models.DateField(_("Cơ quan quản lý nhận ngày"), null=True)
    public_on = models.DateField(_("Đăng công khai ngày"), null=True)
    ended_on = models.DateField(_("Ngừng từ ngày"), null=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Công bố khám từ xa")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="remote_start_of")]

    def __str__(self) -> str:
        return self.number
