"""What a person allowed and took back, which units lost their leave, what was asked about the data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow, ChartRow

SCOPE = "chart_of: care link or break-glass, and the compartment"


class Consent(ChangingChartRow):
    """FHIR Consent: one decision for one purpose, with what proves it. Taken back, never deleted.

    wording: what the person was told, word for word. is_given False: the person said no.
    """

    shape: ClassVar[Shape] = Shape("patient", "state", SCOPE)

    unit_id = IdField()
    purpose = models.CharField(_("Mục đích"), max_length=30)
    is_given = models.BooleanField(_("Đồng ý"))
    wording = models.TextField(_("Lời đã giải thích"))
    given_by_name = models.CharField(_("Người quyết định"), max_length=120)
    given_by_relation = models.CharField(_("Quan hệ"), max_length=20)
    method = models.CharField(_("Cách thể hiện"), max_length=20)
    witness_name = models.CharField(_("Người làm chứng"), max_length=120, blank=True)
    document_id = IdField(null=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    given_at = models.DateTimeField(_("Lúc"))
    taken_by_name = models.CharField(_("Người ghi"), max_length=120)
    withdrawn_at = models.DateTimeField(_("Rút lại lúc"), null=True)
    withdrawn_by_name = models.CharField(_("Người ghi rút lại"), max_length=120, blank=True)
    withdrawn_why = models.CharField(_("Lý do rút"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Sự đồng ý")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "given_at"], name="consent_of_patient")
        ]

    def __str__(self) -> str:
        return self.purpose


class CareEnd(ChartRow):
    """A unit's leave to open the chart ends: the person asked, or care is over. A visit opens it anew."""

    shape: ClassVar[Shape] = Shape("patient", "fact", SCOPE, ends_care=True)

    unit_id = IdField()
    kind = models.CharField(max_length=20)
    link_from = models.DateField()
    ended_on = models.DateField(_("Thôi mở hồ sơ từ"))
    why = models.CharField(_("Lý do"), max_length=300)
    ended_by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Kết thúc quan hệ chăm sóc")
        indexes: ClassVar = [models.Index(fields=["patient_id"], name="care_end_of_patient")]

    def __str__(self) -> str:
        return self.kind


class DataRequestStatus(models.TextChoices):
    RECEIVED = "received", _("Mới nhận")
    ACKNOWLEDGED = "acknowledged", _("Đã báo nhận")
    DONE = "done", _("Đã thực hiện")
    REFUSED = "refused", _("Không thực hiện được")


class DataRequest(ChangingChartRow):
    """A person asks to see, correct, erase or restrict their data; the law's clock runs from `day`."""

    shape: ClassVar[Shape] = Shape("patient", "state", SCOPE)

    unit_id = IdField()
    kind = models.CharField(_("Yêu cầu"), max_length=20)
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=DataRequestStatus, default="received"
    )
    day = models.DateField(_("Ngày nhận"))
    asked_by_name = models.CharField(_("Người yêu cầu"), max_length=120)
    asked_by_relation = models.CharField(_("Quan hệ"), max_length=20)
    identified_by = models.CharField(_("Giấy tờ đã xem"), max_length=100)
    text = models.TextField(_("Nội dung yêu cầu"))
    acknowledge_by = models.DateField(_("Báo nhận trước hết ngày"))
    answer_by = models.DateField(_("Trả lời trước hết ngày"))
    taken_by_name = models.CharField(_("Người nhận"), max_length=120)
    acknowledged_at = models.DateTimeField(_("Báo nhận lúc"), null=True)
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True)
    answered_by_name = models.CharField(_("Người trả lời"), max_length=120, blank=True)
    answer = models.TextField(_("Nội dung trả lời"), blank=True)

    class Meta:
        verbose_name = _("Yêu cầu về dữ liệu cá nhân")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="data_request_of_patient"),
            models.Index(fields=["unit_id", "status", "answer_by"], name="data_request_of_unit"),
        ]

    def __str__(self) -> str:
        return self.kind
