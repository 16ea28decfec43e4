"""One person's time in an area, every step of it, and what was looked at day by day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.isolation_areas.models.areas import Severity
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import REGISTER, ChangingChartRow, ChartRow

ENDED = ("discharged", "transferred", "died", "cancelled")


class AreaStay(ChangingChartRow):
    """Who lies where is said here alone. area_id, room_id and bed_id name rows of the unit."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        "chart_of; staff of the unit and units above see who lies with them",
        groups=(
            (
                "status",
                "room_id",
                "bed_id",
                "ended_on",
                "to_place",
                "ending_note",
                "ended_by_name",
            ),
        ),
    )

    class Status(models.TextChoices):
        WAITING = "waiting", _("Chờ xếp giường")
        IN_BED = "in_bed", _("Đang nằm")
        DISCHARGED = "discharged", _("Đã ra khu")
        TRANSFERRED = "transferred", _("Đã chuyển đi")
        DIED = "died", _("Tử vong")
        CANCELLED = "cancelled", _("Nhập nhầm")

    unit_id = IdField()
    area_id = IdField()
    room_id = IdField(null=True)
    bed_id = IdField(null=True)
    case_id = IdField(null=True)
    status = models.CharField(_("Tình trạng"), max_length=11, choices=Status)
    severity = models.CharField(_("Mức độ"), max_length=8, choices=Severity)
    source = models.CharField(_("Đến từ"), max_length=160, blank=True)
    arrived_on = models.DateField(_("Ngày vào"))
    by_name = models.CharField(_("Người nhận"), max_length=120)
    ended_on = models.DateField(_("Ngày ra"), null=True)
    to_place = models.CharField(_("Chuyển đến"), max_length=160, blank=True)
    ending_note = models.CharField(_("Ghi chú khi ra"), max_length=300, blank=True)
    ended_by_name = models.CharField(_("Người cho ra"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Đợt cách ly, điều trị")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "area_id", "status"], name="area_stay_in_area"),
            models.Index(fields=["patient_id", "arrived_on"], name="area_stay_of_patient"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="in_bed", bed_id__isnull=False)
                | (~Q(status="in_bed") & Q(bed_id=None)),
                name="who_lies_in_an_area_has_a_bed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_on__gte=F("arrived_on"))
                | (~Q(status__in=ENDED) & Q(ended_on=None)),
                name="a_stay_in_an_area_ends_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrived_on:%d/%m/%Y}"


class AreaMove(ChartRow):
    """One step of a stay, never changed: came, lies here, is worse, left."""

    class What(models.TextChoices):
        ADMITTED = "admitted", _("Vào khu")
        PLACED = "placed", _("Xếp giường")
        SEVERITY = "severity", _("Đổi mức độ")
        ENDED = "ended", _("Ra khu")
        CANCELLED = "cancelled", _("Hủy vì nhập nhầm")
        TAKEN_BACK = "taken_back", _("Nhận lại")

    unit_id = IdField()
    stay_id = IdField()
    what = models.CharField(_("Việc"), max_length=10, choices=What)
    place = models.CharField(_("Nơi nằm"), max_length=80, blank=True)
    severity = models.CharField(_("Mức độ"), max_length=8, choices=Severity)
    on = models.DateField(_("Ngày"))
    at = models.DateTimeField(_("Ghi lúc"))
    why = models.CharField(_("Lý do"), max_length=300, blank=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Bước của đợt cách ly")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "stay_id", "at"], name="move_of_area_stay")
        ]

    def __str__(self) -> str:
        return self.get_what_display()


class DailyCheck(ChangingChartRow):
    """One day of one person; told again, it replaces itself. severity_proposed: by the rule, empty
    where nothing was measured; severity: as a person decided. symptoms: codes, a space between."""

    shape: ClassVar[Shape] = REGISTER

    unit_id = IdField()
    stay_id = IdField()
    day = models.DateField(_("Ngày"))
    is_normal = models.BooleanField(_("Bình thường"), default=False)
    temperature = models.DecimalField(_("Nhiệt độ"), max_digits=3, decimal_places=1, null=True)
    spo2 = models.PositiveSmallIntegerField(_("SpO₂"), null=True)
    symptoms = models.CharField(_("Triệu chứng"), max_length=200, blank=True)
    oxygen_lpm = models.DecimalField(
        _("Ô xy đang thở (lít/phút)"), max_digits=4, decimal_places=1, null=True
    )
    severity_proposed = models.CharField(
        _("Mức độ đề xuất"), max_length=8, choices=Severity, blank=True
    )
    severity = models.CharField(_("Mức độ"), max_length=8, choices=Severity)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("Ghi lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Theo dõi hằng ngày trong khu")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "stay_id", "day"], name="check_of_area_stay"),
            models.Index(fields=["unit_id", "day"], name="area_check_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
