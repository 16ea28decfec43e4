"""What was asked for: tests, pictures, functional tests, and the specimens taken for them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow

STATE: Shape = Shape("patient", "state", "chart_of, and the unit that carries it out")


class OrderStatus(models.TextChoices):
    REQUESTED = "requested", _("Chờ thực hiện")
    COLLECTED = "collected", _("Đã lấy mẫu")
    IN_PROGRESS = "in_progress", _("Đang làm")
    RESULTED = "resulted", _("Chờ duyệt")
    COMPLETED = "completed", _("Đã có kết quả")
    CANCELLED = "cancelled", _("Đã hủy")


class SecondLook(models.TextChoices):
    """What became of a reading that its reader verified alone."""

    WANTED = "wanted", _("Chờ xem lại")
    AGREED = "agreed", _("Người xem lại đồng ý")
    DIFFERS = "differs", _("Người xem lại có ý kiến khác")


class Order(ChangingChartRow):
    """FHIR ServiceRequest: one test or picture, answered by one result (the newest version counts).

    requisition_id: what was ordered together. unit_id asks, performer_id carries out; both read it.
    compartment: that of the test (HIV, drug tests), else that of whoever's chart it stands in.
    acknowledged_*: the asking side has read the result; a critical one must be acknowledged.
    second_look*: somebody else looks at what one person read and verified alone (ADR 0016).
    """

    shape: ClassVar[Shape] = STATE

    requisition_id = IdField()
    unit_id = IdField()
    performer_id = IdField()
    performer_name = models.CharField(_("Nơi thực hiện"), max_length=200, blank=True)
    encounter_id = IdField(null=True)
    entry_id = IdField(null=True)
    category = models.CharField(_("Nhóm"), max_length=12)
    code = models.CharField(max_length=40)
    title = models.CharField(_("Chỉ định"), max_length=200)
    specimen_kind = models.CharField(max_length=20, blank=True)
    is_urgent = models.BooleanField(_("Khẩn"), default=False)
    reason = models.CharField(_("Thông tin lâm sàng"), max_length=300, blank=True)
    requester_id = IdField()
    requester_name = models.CharField(_("Người chỉ định"), max_length=120, blank=True)
    day = models.DateField(_("Ngày chỉ định"))
    requested_at = models.DateTimeField(_("Chỉ định lúc"))
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=OrderStatus, default="requested"
    )
    status_reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    specimen_id = IdField(null=True)
    is_critical = models.BooleanField(_("Nguy kịch"), default=False)
    acknowledged_by = IdField(null=True)
    acknowledged_name = models.CharField(_("Người xem"), max_length=120, blank=True)
    acknowledged_at = models.DateTimeField(_("Xem lúc"), null=True)
    acknowledged_note = models.CharField(_("Đã xử trí"), max_length=300, blank=True)
    second_look = models.CharField(_("Xem lại"), max_length=8, choices=SecondLook, blank=True)
    second_look_name = models.CharField(_("Người xem lại"), max_length=120, blank=True)
    second_look_at = models.DateTimeField(_("Xem lại lúc"), null=True)
    second_look_note = models.CharField(_("Ý kiến khi xem lại"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Chỉ định")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "requested_at"], name="order_of_patient"),
            models.Index(fields=["performer_id", "status", "category"], name="order_at_performer"),
            models.Index(fields=["unit_id", "day"], name="order_of_unit"),
            models.Index(fields=["performer_id", "second_look"], name="order_to_look_at"),
        ]

    def __str__(self) -> str:
        return self.title


class SpecimenStatus(models.TextChoices):
    COLLECTED = "collected", _("Đã lấy")
    RECEIVED = "received", _("Đã nhận")
    REJECTED = "rejected", _("Bị từ chối")


class Specimen(ChangingChartRow):
    """FHIR Specimen. `number`: what stands on the label, one a unit and day."""

    shape: ClassVar[Shape] = STATE

    requisition_id = IdField()
    unit_id = IdField()
    kind = models.CharField(_("Loại mẫu"), max_length=20)
    number = models.CharField(_("Số mẫu"), max_length=20)
    day = models.DateField(_("Ngày lấy"))
    status = models.CharField(_("Trạng thái"), max_length=10, choices=SpecimenStatus)
    collected_at = models.DateTimeField(_("Lấy lúc"))
    collected_by = IdField()
    collected_name = models.CharField(_("Người lấy"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("Nhận lúc"), null=True)
    received_by = IdField(null=True)
    received_name = models.CharField(_("Người nhận"), max_length=120, blank=True)
    rejection = models.CharField(max_length=20, blank=True)
    rejection_note = models.CharField(_("Lý do từ chối"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Mẫu xét nghiệm")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "collected_at"], name="specimen_of_patient"),
            models.Index(fields=["unit_id", "day"], name="specimen_of_unit"),
        ]

    def __str__(self) -> str:
        return self.number
