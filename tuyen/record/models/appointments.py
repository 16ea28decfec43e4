"""Who is expected when, and when a unit is open."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class AppointmentStatus(models.TextChoices):
    BOOKED = "booked", _("Đã hẹn")
    ARRIVED = "arrived", _("Đã đến")
    CANCELLED = "cancelled", _("Đã hủy")
    LOST = "lost", _("Thôi theo dõi")


class CallResult(models.TextChoices):
    AGREED = "agreed", _("Đồng ý đến")
    LATER = "later", _("Gọi lại sau")
    MOVED = "moved", _("Đã chuyển đi")
    DIED = "died", _("Đã mất")
    NO_ANSWER = "no_answer", _("Không nghe máy")
    REFUSED = "refused", _("Không muốn được gọi")


class Appointment(ChangingModel):
    """FHIR Appointment. `reason`: neutral words only, lists are seen by many.

    encounter_id: the visit at which it was made; entry_id: the place in the queue it led to.
    day_before: the day before the last change, for “Hoàn tác”. Missed is: booked for a day that is over.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "staff of the unit with appointment or chart permission",
        for_others=True,
        with_care="patient_id",
    )

    unit_id = IdField()
    patient_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    day = models.DateField(_("Ngày hẹn"))
    hour = models.TimeField(_("Giờ hẹn"), null=True)
    reason = models.CharField(_("Lý do"), max_length=200, blank=True)
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=AppointmentStatus, default="booked"
    )
    encounter_id = IdField(null=True)
    entry_id = IdField(null=True)
    booked_at = models.DateTimeField(_("Hẹn lúc"))
    booked_by_name = models.CharField(_("Người hẹn"), max_length=120, blank=True)
    day_before = models.DateField(_("Ngày hẹn trước đó"), null=True)
    calls = models.PositiveSmallIntegerField(_("Số lần gọi"), default=0)
    last_result = models.CharField(_("Kết quả gọi"), max_length=12, choices=CallResult, blank=True)
    last_called_at = models.DateTimeField(_("Gọi lúc"), null=True)
    call_again_on = models.DateField(_("Gọi lại ngày"), null=True)
    reminded_at = models.DateTimeField(_("Đã nhắc lúc"), null=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Lịch hẹn")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "day"], name="appointment_of_unit"),
            models.Index(fields=["patient_id", "day"], name="appointment_of_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class OpeningHours(ChangingModel):
    """One row a unit: how many people by appointment a day, weekdays and single days when it is closed.

    closed_weekdays: digits, Monday is 0, such as “56”. closed_days: ISO days, one a line.
    message_*: the words of a reminder and the file for whoever sends it; empty: as in the rulebook.
    """

    shape: ClassVar[Shape] = Shape("unit", "register", "staff of the unit")

    unit_id = IdField()
    capacity = models.PositiveSmallIntegerField(_("Số người hẹn một ngày"))
    closed_weekdays = models.CharField(_("Ngày nghỉ trong tuần"), max_length=7, blank=True)
    closed_days = models.TextField(_("Ngày nghỉ khác"), blank=True)
    message_text = models.CharField(_("Lời nhắn"), max_length=300, blank=True)
    message_columns = models.CharField(_("Các cột của tệp"), max_length=60, blank=True)
    message_phone = models.CharField(_("Cách viết số điện thoại"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("Giờ làm việc")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="opening_hours_of_unit")]

    def __str__(self) -> str:
        return str(self.capacity)
