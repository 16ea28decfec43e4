"""Every time somebody was reminded of an appointment: by which way, and what came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class Channel(models.TextChoices):
    CALL = "call", _("Gọi điện")
    MESSAGE = "message", _("Tin nhắn")
    LETTER = "letter", _("Thư")


class ReminderState(models.TextChoices):
    """`sent`: a message or a letter went out, nobody answers it here."""

    SENT = "sent", _("Đã gửi")
    REACHED = "reached", _("Đã báo được")
    TO_CALL = "to_call", _("Cần gọi lại")
    NOT_REACHED = "not_reached", _("Chưa gặp")
    MOVED = "moved", _("Đã chuyển đi")
    REFUSED = "refused", _("Không muốn được nhắc")
    DIED = "died", _("Đã mất")
    TAKEN_BACK = "taken_back", _("Đã hoàn tác")


class Reminder(ChangingModel):
    """One try. `day`: of the appointment then. `text`: the message as it went out, word by word.

    retry_on: when the next try is due. A tap taken back stays as such.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "state", "staff of the unit with appointment or chart permission"
    )

    unit_id = IdField()
    patient_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    appointment_id = IdField()
    day = models.DateField(_("Ngày hẹn"))
    channel = models.CharField(_("Cách nhắc"), max_length=8, choices=Channel)
    state = models.CharField(_("Kết quả"), max_length=12, choices=ReminderState)
    text = models.CharField(_("Nội dung"), max_length=500, blank=True)
    retry_on = models.DateField(_("Nhắc lại ngày"), null=True)
    at = models.DateTimeField(_("Lúc"))
    by_name = models.CharField(_("Người nhắc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Lần nhắc hẹn")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "at"], name="reminder_of_patient"),
            models.Index(fields=["unit_id", "appointment_id"], name="reminder_of_appointment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.day:%d/%m/%Y}"
