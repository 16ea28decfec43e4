"""What a unit has to work with: buildings, rooms, devices, their faults and their upkeep."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "staff of the unit, of the units above it and of the units that direct it"


class Condition(models.TextChoices):
    """Of a building or a room."""

    GOOD = "good", _("Tốt")
    WORN = "worn", _("Xuống cấp, còn dùng được")
    UNFIT = "unfit", _("Hư hỏng, không dùng được")


class Building(ChangingModel):
    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    name = models.CharField(_("Tên nhà, khu"), max_length=120)
    built_year = models.PositiveSmallIntegerField(_("Năm xây"), null=True)
    storeys = models.PositiveSmallIntegerField(_("Số tầng"), null=True)
    area_m2 = models.PositiveIntegerField(_("Diện tích sàn (m²)"), null=True)
    condition = models.CharField(
        _("Tình trạng"), max_length=10, choices=Condition, default=Condition.GOOD
    )
    note = models.CharField(_("Ghi chú, đề nghị"), max_length=300, blank=True)
    is_closed = models.BooleanField(_("Không còn dùng"), default=False)

    class Meta:
        verbose_name = _("Nhà, khu nhà")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="building_of_unit")]

    def __str__(self) -> str:
        return self.name


class WorkRoom(ChangingModel):
    """A room and what it is for. Wards and beds of inpatients are the record's own."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="rooms")
    name = models.CharField(_("Tên phòng"), max_length=120)
    kind = models.CharField(_("Dùng để"), max_length=30)
    area_m2 = models.PositiveIntegerField(_("Diện tích (m²)"), null=True)
    condition = models.CharField(
        _("Tình trạng"), max_length=10, choices=Condition, default=Condition.GOOD
    )
    is_closed = models.BooleanField(_("Không còn dùng"), default=False)

    class Meta:
        verbose_name = _("Phòng")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="work_room_of_unit")]

    def __str__(self) -> str:
        return self.name


class EquipmentItem(ChangingModel):
    """One device (FHIR Device), or several alike without numbers of their own (`quantity`)."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("state", "state_since", "state_note"),), reach="up"
    )

    class Source(models.TextChoices):
        BUDGET = "budget", _("Ngân sách")
        PROGRAMME = "programme", _("Chương trình, dự án")
        DONATION = "donation", _("Tài trợ, tặng")
        OWN = "own", _("Đơn vị tự mua")

    class State(models.TextChoices):
        IN_USE = "in_use", _("Đang dùng")
        FAULTY = "faulty", _("Hỏng, chờ sửa")
        UNDER_REPAIR = "under_repair", _("Đang sửa")
        STORED = "stored", _("Cất kho")
        DISPOSED = "disposed", _("Đã thanh lý")

    unit_id = IdField()
    kind = models.CharField(_("Loại"), max_length=40)
    name = models.CharField(_("Tên, ký hiệu"), max_length=160)
    fold = models.CharField(max_length=400)
    model = models.CharField(_("Kiểu máy (model)"), max_length=80, blank=True)
    serial = models.CharField(_("Số máy (serial)"), max_length=80, blank=True)
    maker = models.CharField(_("Hãng, nước sản xuất"), max_length=120, blank=True)
    made_year = models.PositiveSmallIntegerField(_("Năm sản xuất"), null=True)
    used_from = models.DateField(_("Đưa vào dùng"), null=True)
    source = models.CharField(_("Nguồn"), max_length=12, choices=Source, default=Source.BUDGET)
    source_note = models.CharField(_("Dự án, nhà tài trợ"), max_length=160, blank=True)
    value_dong = models.BigIntegerField(_("Nguyên giá (đồng)"), null=True)
    quantity = models.PositiveSmallIntegerField(_("Số lượng"), default=1)
    room_id = IdField(null=True)
    state = models.CharField(_("Tình trạng"), max_length=14, choices=State, default=State.IN_USE)
    state_since = models.DateField(_("Từ ngày"), null=True)
    state_note = models.CharField(_("Lý do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Thiết bị")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "kind", "state"], name="equipment_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="equipment_is_something"),
            models.CheckConstraint(
                condition=Q(serial="") | Q(quantity=1), name="a_serial_number_is_of_one_device"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EquipmentFault(ChangingModel):
    """A fault, from the day it was told to the day it was mended."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("mended_on", "mended_how", "cost_dong", "mended_by"),),
        reach="up",
    )

    unit_id = IdField()
    item = models.ForeignKey(EquipmentItem, models.PROTECT, related_name="faults")
    reported_on = models.DateField(_("Báo ngày"))
    reported_by_name = models.CharField(_("Người báo"), max_length=120)
    said = models.CharField(_("Hỏng thế nào"), max_length=300)
    still_works = models.BooleanField(_("Vẫn tạm dùng được"), default=False)
    mended_on = models.DateField(_("Sửa xong ngày"), null=True)
    mended_how = models.CharField(_("Đã sửa gì"), max_length=300, blank=True)
    mended_by = models.CharField(_("Nơi sửa, người sửa"), max_length=160, blank=True)
    cost_dong = models.BigIntegerField(_("Chi phí (đồng)"), null=True)

    class Meta:
        verbose_name = _("Sự cố thiết bị")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "mended_on"], name="equipment_fault_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mended_on=None) | Q(mended_on__gte=models.F("reported_on")),
                name="a_fault_is_mended_after_it_was_told",
            )
        ]

    def __str__(self) -> str:
        return self.said


class MaintenanceJob(ChangingModel):
    """One upkeep of one device: due by a day, done on a day; doing it plans the next."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("done_on", "done_by", "result", "cost_dong"),), reach="up"
    )

    unit_id = IdField()
    item = models.ForeignKey(EquipmentItem, models.PROTECT, related_name="jobs")
    due_on = models.DateField(_("Đến hạn"))
    done_on = models.DateField(_("Làm ngày"), null=True)
    done_by = models.CharField(_("Người làm"), max_length=160, blank=True)
    result = models.CharField(_("Kết quả"), max_length=300, blank=True)
    cost_dong = models.BigIntegerField(_("Chi phí (đồng)"), null=True)
    is_dropped = models.BooleanField(_("Thôi không làm"), default=False)

    class Meta:
        verbose_name = _("Bảo trì, kiểm định")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "done_on", "due_on"], name="maintenance_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}"
