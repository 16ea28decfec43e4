"""A call, who was in it, and what two browsers say to each other before they are connected."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape, local

_WHO = "whoever may see the call's subject; sessions without a patient: whoever holds the address"


class Call(ChangingModel):
    """A meeting of two sites, about a subject of another room or without a patient.

    title never names a patient. code: what the other side types to enter a session; "" for a subject's
    call. room_link: a room of any system, for more than two sites.
    """

    shape: ClassVar[Shape] = Shape("unit", "state", _WHO, along=("subject_id",))

    unit_id = IdField()
    unit_name = models.CharField(_("Đơn vị mở"), max_length=200)
    subject = models.CharField(max_length=20)
    subject_id = IdField()
    title = models.CharField(_("Nội dung"), max_length=120)
    code = models.CharField(_("Mã vào phiên"), max_length=9, blank=True)
    room_link = models.URLField(_("Liên kết phòng họp"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("Mở lúc"))
    opened_by = IdField()
    opened_by_name = models.CharField(_("Người mở"), max_length=120)
    ended_at = models.DateTimeField(_("Kết thúc lúc"), null=True)
    ended_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Cuộc gọi")
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id"], name="live_call_of_subject"),
            models.Index(fields=["unit_id", "opened_at"], name="live_call_of_unit"),
            models.Index(
                fields=["code"], name="live_call_by_code", condition=models.Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CallAttendance(SyncedModel):
    """One stay of one person in a call. lowest_kbps: the least that the line gave, where it was measured."""

    shape: ClassVar[Shape] = Shape("unit", "fact", _WHO, along=("call_id",))

    unit_id = IdField()
    call_id = IdField()
    account_id = IdField()
    name = models.CharField(_("Người dự"), max_length=120)
    place = models.CharField(_("Nơi làm việc"), max_length=200)
    joined_at = models.DateTimeField(_("Vào lúc"))
    left_at = models.DateTimeField(_("Ra lúc"))
    interruptions = models.PositiveIntegerField(_("Số lần gián đoạn"), default=0)
    lowest_kbps = models.PositiveIntegerField(_("Tốc độ thấp nhất (kbit/s)"), null=True)
    was_without_picture = models.BooleanField(_("Có lúc chỉ còn tiếng"), default=False)

    class Meta:
        verbose_name = _("Lượt dự cuộc gọi")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "call_id"], name="live_attendance_of_call")
        ]

    def __str__(self) -> str:
        return self.name


class CallSeat(models.Model):
    """A browser that is in a call now; its row becomes a CallAttendance when it leaves."""

    shape: ClassVar[Shape] = local("the two who are in the call")

    id = primary_key()
    call_id = IdField(db_index=True)
    account_id = IdField()
    unit_id = IdField()
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    joined_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)
    interruptions = models.PositiveIntegerField(default=0)
    lowest_kbps = models.PositiveIntegerField(null=True)
    was_without_picture = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class CallSignal(models.Model):
    """A word from one browser to the other; thrown away when the other has said that it has it."""

    shape: ClassVar[Shape] = local("the seat that it is for")

    id = primary_key()
    to_seat_id = IdField(db_index=True)
    from_seat_id = IdField()
    body = models.JSONField()
    said_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.id)
