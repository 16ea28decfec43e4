"""How often the cases of a unit have changed (this node alone), and what the network learns from cases."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import SyncedModel
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


class LearningCase(SyncedModel):
    """A case that others learn from, without what tells who it was. It names no consultation and no person:
    nothing leads back. text_fold: what the search looks through."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "approved: the whole network; else the facility that prepared it",
        groups=(("status", "decided_by_name", "decided_at", "withdrawn_why"),),
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
