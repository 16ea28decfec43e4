"""What followed a dose: an adverse event, its clock, and the lot that waits because of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import ChangingChartRow


class AdverseEvent(ChangingChartRow):
    """Reaction after a dose (tai biến, phản ứng sau tiêm). A serious one is told upwards by `due_at`.

    holds_lot: nobody of the unit gives this lot until it is released, with who and when.
    """

    immunization_id = IdField()
    unit_id = IdField()
    vaccine = models.CharField(_("Vắc xin"), max_length=20)
    lot = models.CharField(_("Số lô"), max_length=40, blank=True)
    is_serious = models.BooleanField(_("Nặng"), default=False)
    began_at = models.DateTimeField(_("Bắt đầu lúc"))
    signs = models.CharField(_("Biểu hiện"), max_length=300)
    care = models.CharField(_("Xử trí"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("Ghi lúc"))
    told_by_name = models.CharField(_("Người ghi"), max_length=120, blank=True)
    due_at = models.DateTimeField(_("Báo cáo trước"), null=True)
    sent_at = models.DateTimeField(_("Đã báo cáo lúc"), null=True)
    sent_by_name = models.CharField(_("Người báo cáo"), max_length=120, blank=True)
    holds_lot = models.BooleanField(_("Tạm dừng lô"), default=False)
    released_at = models.DateTimeField(_("Dùng lại lô lúc"), null=True)
    released_by_name = models.CharField(_("Người cho dùng lại"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Phản ứng sau tiêm")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "told_at"], name="aefi_of_unit"),
            models.Index(fields=["immunization_id"], name="aefi_of_dose"),
        ]

    def __str__(self) -> str:
        return self.signs
