"""What came of an order: one row a version, the newest counts; its figures are observations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class ResultStatus(models.TextChoices):
    PRELIMINARY = "preliminary", _("Chờ duyệt")
    FINAL = "final", _("Đã duyệt")
    AMENDED = "amended", _("Đã sửa sau khi duyệt")


class SamePerson(models.TextChoices):
    """Why nobody else had to verify a reading (ADR 0016)."""

    REGISTER = "register", _("sổ nhân viên chỉ có một bác sĩ đọc có giấy phép")
    SETTING = "setting", _("thiết đặt của đơn vị “một bác sĩ đọc và duyệt”")


class Result(CorrectableRow):
    """FHIR DiagnosticReport. Verifying or correcting makes a new version that steps in for the old.

    occurred_at: when it was measured or read. why: why a verified result was corrected.
    same_person: why the reader verified alone where a second person would have had to.
    pool_id: answered with a pool of specimens, not with the person's own alone (room sampling).
    """

    order_id = IdField()
    pool_id = IdField(null=True)
    unit_id = IdField()
    category = models.CharField(_("Nhóm"), max_length=12)
    code = models.CharField(max_length=40)
    title = models.CharField(_("Kết quả"), max_length=200)
    status = models.CharField(_("Trạng thái"), max_length=12, choices=ResultStatus)
    findings = models.TextField(_("Mô tả"), blank=True)
    conclusion = models.TextField(_("Kết luận"), blank=True)
    is_abnormal = models.BooleanField(_("Bất thường"), default=False)
    is_critical = models.BooleanField(_("Nguy kịch"), default=False)
    day = models.DateField(_("Ngày"))
    occurred_at = models.DateTimeField(_("Thực hiện lúc"))
    entered_by = IdField()
    entered_name = models.CharField(_("Người thực hiện"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("Nhập lúc"))
    verified_by = IdField(null=True)
    verified_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)
    verified_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    why = models.CharField(_("Lý do sửa"), max_length=300, blank=True)
    same_person = models.CharField(
        _("Đọc và duyệt bởi cùng một người"), max_length=12, choices=SamePerson, blank=True
    )

    class Meta:
        verbose_name = _("Kết quả")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "occurred_at"], name="result_of_patient"),
            models.Index(fields=["unit_id", "day"], name="result_at_unit"),
        ]

    def __str__(self) -> str:
        return self.title
