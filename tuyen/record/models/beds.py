"""Rooms and beds of a ward or a station, and the quarters of those who guard them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class RoomKind(models.TextChoices):
    WARD = "ward", _("Buồng bệnh")
    INTENSIVE = "intensive", _("Hồi sức, cấp cứu")
    ISOLATION = "isolation", _("Buồng cách ly")
    SHORT_STAY = "short_stay", _("Giường lưu tại trạm")
    SECURE = "secure", _("Buồng riêng (người bị giam, giữ)")
    QUARTERS = "quarters", _("Chỗ nghỉ cán bộ canh gác")


class Room(ChangingModel):
    """FHIR Location. A secure room and its beds carry the compartment custody: without the grant
    they stand in no list and no count, so that neither a name nor a number can tell of them."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", "staff of the unit and its departments; secure rooms by grant"
    )

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    name = models.CharField(_("Tên buồng"), max_length=40)
    kind = models.CharField(_("Loại buồng"), max_length=12, choices=RoomKind, default="ward")
    position = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    is_open = models.BooleanField(_("Đang dùng"), default=True)

    class Meta:
        verbose_name = _("Buồng")
        indexes: ClassVar = [models.Index(fields=["unit_id", "position"], name="room_of_unit")]

    def __str__(self) -> str:
        return self.name


class BedStatus(models.TextChoices):
    READY = "ready", _("Sẵn sàng")
    CLEANING = "cleaning", _("Chờ dọn")
    CLOSED = "closed", _("Không dùng")


class Bed(ChangingModel):
    """Who lies in it is said by the admissions alone; `status` is the state of the bed itself."""

    shape: ClassVar[Shape] = Shape("unit", "register", "as the room")

    unit_id = IdField()
    room_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    name = models.CharField(_("Tên giường"), max_length=20)
    status = models.CharField(
        _("Tình trạng giường"), max_length=10, choices=BedStatus, default="ready"
    )
    note = models.CharField(_("Ghi chú"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)

    class Meta:
        verbose_name = _("Giường")
        indexes: ClassVar = [models.Index(fields=["unit_id", "room_id"], name="bed_of_unit")]

    def __str__(self) -> str:
        return self.name
