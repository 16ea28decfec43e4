"""An isolation, quarantine or treatment area of a unit, with its rooms and beds."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "staff of the unit, its departments and units above; what is custody's by grant"
PLACE: Shape = Shape("unit", "register", SCOPE)


class Severity(models.TextChoices):
    """How ill; also whom a room takes. None: exposed, without symptoms."""

    NONE = "none", _("Chưa có triệu chứng")
    LIGHT = "light", _("Nhẹ")
    MODERATE = "moderate", _("Vừa")
    SEVERE = "severe", _("Nặng")
    CRITICAL = "critical", _("Nguy kịch")


class IsolationArea(ChangingModel):
    """for_whom never changes: officers and detainees lie apart. One for detainees, or of a place of
    custody, carries that compartment with its rooms and beds: without the grant it stands in no list."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "closed_on", "closing_order", "closed_by_name"),),
    )

    class Kind(models.TextChoices):
        ISOLATION = "isolation", _("Cách ly người bệnh")
        QUARANTINE = "quarantine", _("Cách ly người tiếp xúc")
        TREATMENT = "treatment", _("Điều trị")

    class ForWhom(models.TextChoices):
        CIVILIANS = "civilians", _("Người dân")
        OFFICERS = "officers", _("Cán bộ, chiến sĩ")
        DETAINEES = "detainees", _("Người bị giam, giữ")

    class Status(models.TextChoices):
        OPEN = "open", _("Đang hoạt động")
        CLOSED = "closed", _("Đã đóng")

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    kind = models.CharField(_("Loại khu"), max_length=10, choices=Kind)
    for_whom = models.CharField(_("Dành cho"), max_length=10, choices=ForWhom)
    name = models.CharField(_("Tên khu"), max_length=80)
    place = models.CharField(_("Địa điểm"), max_length=200)
    disease = models.CharField(_("Bệnh"), max_length=30, blank=True)
    template = models.CharField(_("Mẫu"), max_length=30, blank=True)
    oxygen_points = models.PositiveSmallIntegerField(_("Đầu thở ô xy"), default=0)
    oxygen_cylinders = models.PositiveSmallIntegerField(_("Bình ô xy"), default=0)
    oxygen_lpm = models.PositiveIntegerField(_("Ô xy cấp được (lít/phút)"), default=0)
    opened_on = models.DateField(_("Ngày mở"))
    opening_order = models.CharField(_("Số quyết định mở"), max_length=80)
    opened_by_name = models.CharField(_("Người mở"), max_length=120)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="open")
    closed_on = models.DateField(_("Ngày đóng"), null=True)
    closing_order = models.CharField(_("Số quyết định đóng"), max_length=80, blank=True)
    closed_by_name = models.CharField(_("Người đóng"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Khu cách ly, điều trị")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "opened_on"], name="area_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None)
                | Q(status="closed", closed_on__gte=F("opened_on")),
                name="a_closed_area_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(for_whom="detainees") | Q(compartment="custody"),
                name="an_area_for_detainees_is_custodys",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaRoom(ChangingModel):
    """One room of an area and how ill those are whom it takes."""

    shape: ClassVar[Shape] = PLACE

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey(IsolationArea, models.PROTECT, related_name="rooms")
    name = models.CharField(_("Tên buồng"), max_length=40)
    severity = models.CharField(_("Mức độ"), max_length=8, choices=Severity, default="light")
    position = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    is_open = models.BooleanField(_("Đang dùng"), default=True)

    class Meta:
        verbose_name = _("Buồng của khu cách ly")
        indexes: ClassVar = [models.Index(fields=["unit_id", "area"], name="area_room_of_area")]

    def __str__(self) -> str:
        return self.name


class AreaBed(ChangingModel):
    """Who lies in it is said by the stays alone."""

    shape: ClassVar[Shape] = PLACE

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey(IsolationArea, models.PROTECT, related_name="beds")
    room = models.ForeignKey(AreaRoom, models.PROTECT, related_name="beds")
    name = models.CharField(_("Tên giường"), max_length=20)
    position = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    is_open = models.BooleanField(_("Đang dùng"), default=True)

    class Meta:
        verbose_name = _("Giường của khu cách ly")
        indexes: ClassVar = [models.Index(fields=["unit_id", "area"], name="area_bed_of_area")]

    def __str__(self) -> str:
        return self.name
