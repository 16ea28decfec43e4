"""A person sent to another unit, and what came back (giấy chuyển cơ sở khám bệnh, chữa bệnh)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow


class ReferralStatus(models.TextChoices):
    REQUESTED = "requested", _("Chờ trả lời")
    ACCEPTED = "accepted", _("Đã nhận lời")
    REDIRECTED = "redirected", _("Đã đổi nơi đến")
    REFUSED = "refused", _("Từ chối")
    CANCELLED = "cancelled", _("Đã hủy")
    LOST = "lost", _("Chưa thấy đến")
    ARRIVED = "arrived", _("Đã đến")
    REPLIED = "replied", _("Đã có trả lời")
    RETURNED = "returned", _("Đã chuyển về")
    CLOSED = "closed", _("Đã nhận về")


class Referral(ChangingChartRow):
    """FHIR ServiceRequest with its Task. One row from request to return; a redirection is a new row.

    The row carries the receiving unit's right to open the chart (rulings 14). What it says of the
    person was true when it was sent; only what the receiving unit answers is added later.
    return_tasks: [{"title", "due_on"}]; return_lines: [{"drug_code", "drug", "dose", "quantity",
    "unit", "days"}], proposals until the sending unit takes them.
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        "chart_of; sending and receiving unit; the compartment",
        ends_care="ended_on",
    )

    number = models.CharField(_("Số giấy chuyển"), max_length=20)
    encounter_id = IdField(null=True)
    follows_id = IdField(null=True)
    from_unit_id = IdField()
    to_unit_id = IdField()
    day = models.DateField(_("Ngày chuyển"))
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=ReferralStatus, default="requested"
    )
    urgency = models.CharField(_("Mức khẩn"), max_length=12)
    specialty = models.CharField(_("Chuyên khoa"), max_length=20, blank=True)
    transport = models.CharField(_("Phương tiện"), max_length=20, blank=True)
    escort = models.CharField(_("Người hộ tống"), max_length=150, blank=True)
    reason_code = models.CharField(_("Lý do chuyển"), max_length=4)
    reason = models.CharField(_("Lý do cụ thể"), max_length=300, blank=True)
    diagnosis_code = models.CharField(_("Mã bệnh"), max_length=10, blank=True)
    diagnosis = models.CharField(_("Chẩn đoán"), max_length=300)
    other_diagnoses = models.CharField(_("Bệnh kèm theo"), max_length=500, blank=True)
    condition = models.CharField(_("Tình trạng lúc chuyển"), max_length=20, blank=True)
    signs = models.TextField(_("Dấu hiệu lâm sàng"), blank=True)
    results = models.TextField(_("Kết quả xét nghiệm, cận lâm sàng"), blank=True)
    treatment = models.TextField(_("Thuốc, phương pháp đã dùng"), blank=True)
    direction = models.TextField(_("Hướng điều trị"), blank=True)
    document_ids = models.JSONField(default=list)
    expected_by = models.DateField(_("Dự kiến đến trước"))
    requested_at = models.DateTimeField(_("Chuyển lúc"))
    requested_by = IdField()
    requested_by_name = models.CharField(_("Người chuyển"), max_length=120)
    decided_at = models.DateTimeField(_("Trả lời lúc"), null=True)
    decided_by_name = models.CharField(_("Người trả lời"), max_length=120, blank=True)
    decision_note = models.CharField(_("Lời trả lời"), max_length=300, blank=True)
    next_unit_id = IdField(null=True)
    arrived_at = models.DateTimeField(_("Đến lúc"), null=True)
    replied_at = models.DateTimeField(_("Phản hồi lúc"), null=True)
    replied_by_name = models.CharField(_("Người phản hồi"), max_length=120, blank=True)
    outcome = models.CharField(_("Kết quả"), max_length=20, blank=True)
    reply_diagnosis_code = models.CharField(max_length=10, blank=True)
    reply_diagnosis = models.CharField(_("Chẩn đoán của nơi nhận"), max_length=300, blank=True)
    reply = models.TextField(_("Tóm tắt điều trị"), blank=True)
    feedback = models.CharField(_("Nhận xét về lần chuyển"), max_length=20, blank=True)
    feedback_note = models.CharField(_("Góp ý"), max_length=300, blank=True)
    returned_at = models.DateTimeField(_("Chuyển về lúc"), null=True)
    return_plan = models.TextField(_("Kế hoạch theo dõi"), blank=True)
    return_tasks = models.JSONField(default=list)
    return_lines = models.JSONField(default=list)
    closed_at = models.DateTimeField(_("Nhận về lúc"), null=True)
    closed_by_name = models.CharField(_("Người nhận về"), max_length=120, blank=True)
    ended_on = models.DateField(_("Thôi mở hồ sơ từ"), null=True)

    class Meta:
        verbose_name = _("Chuyển tuyến")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "requested_at"], name="referral_of_patient"),
            models.Index(fields=["to_unit_id", "status", "requested_at"], name="referral_to_unit"),
            models.Index(
                fields=["from_unit_id", "status", "requested_at"], name="referral_from_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.number
