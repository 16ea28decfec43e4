"""Outbreaks (ổ dịch) of a unit: what is open, the measures taken, the report of every day while open."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = (
    "the unit that keeps it, units above it, officers of the area; custody by its own units only"
)


class Outbreak(ChangingModel):
    """unit_id: who keeps it. area_id: the commune. custody_site_id: hidden from officers of the area."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "closed_on", "closed_by_name", "closing_note"),),
        reach="up",
        stays=(("custody_site_id", "it only hides the row; the unit's own reach carries it"),),
    )

    class Status(models.TextChoices):
        OPEN = "open", _("Đang hoạt động")
        CLOSED = "closed", _("Đã kết thúc")

    class PlaceKind(models.TextChoices):
        COMMUNITY = "community", _("Cộng đồng, thôn bản")
        SCHOOL = "school", _("Trường, lớp học")
        WARD = "ward", _("Khoa, phòng bệnh viện")
        WORKPLACE = "workplace", _("Nơi làm việc")
        CUSTODY = "custody", _("Nơi giam, giữ")
        OTHER = "other", _("Nơi khác")

    unit_id = IdField()
    area_id = IdField(null=True)
    custody_site_id = IdField(null=True)
    disease = models.CharField(_("Bệnh"), max_length=30)
    place_kind = models.CharField(
        _("Loại nơi"), max_length=12, choices=PlaceKind, default="community"
    )
    place = models.CharField(_("Nơi xảy ra"), max_length=200)
    began_on = models.DateField(_("Ca đầu khởi phát"))
    opened_on = models.DateField(_("Ngày mở"))
    opened_by_name = models.CharField(_("Người quyết định"), max_length=120)
    basis = models.CharField(_("Căn cứ"), max_length=300)
    people_at_risk = models.PositiveIntegerField(_("Số người có nguy cơ"), null=True)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="open")
    closed_on = models.DateField(_("Ngày kết thúc"), null=True)
    closed_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)
    closing_note = models.CharField(_("Nhận định khi kết thúc"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Ổ dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "opened_on"], name="outbreak_of_unit"),
            models.Index(fields=["area_id", "status"], name="outbreak_of_area"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None)
                | Q(status="closed", closed_on__isnull=False),
                name="a_closed_outbreak_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__gte=F("began_on")), name="an_outbreak_opens_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disease}: {self.place}"


class OutbreakMeasure(ChangingModel):
    """One measure taken, or supplies handed out, with the decision behind it."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    class Kind(models.TextChoices):
        ISOLATION = "isolation", _("Cách ly người bệnh")
        QUARANTINE = "quarantine", _("Theo dõi, cách ly người tiếp xúc")
        DISINFECTION = "disinfection", _("Khử khuẩn, vệ sinh môi trường")
        VECTOR = "vector", _("Diệt véc tơ")
        VACCINATION = "vaccination", _("Tiêm chủng chống dịch")
        SAMPLING = "sampling", _("Lấy mẫu")
        COMMUNICATION = "communication", _("Truyền thông")
        SUPPLY = "supply", _("Cấp vật tư")
        OTHER = "other", _("Biện pháp khác")

    unit_id = IdField()
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="measures")
    kind = models.CharField(_("Biện pháp"), max_length=14, choices=Kind)
    what = models.CharField(_("Nội dung"), max_length=300)
    amount = models.PositiveIntegerField(_("Số lượng"), null=True)
    amount_unit = models.CharField(_("Đơn vị tính"), max_length=30, blank=True)
    document = models.CharField(_("Văn bản chỉ đạo"), max_length=160, blank=True)
    done_on = models.DateField(_("Ngày làm"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Biện pháp chống dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "outbreak", "done_on"], name="measure_of_outbreak")
        ]

    def __str__(self) -> str:
        return self.what


class OutbreakReport(ChangingModel):
    """What the unit told of one day: the figures as they stood then."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="reports")
    day = models.DateField(_("Ngày"))
    new_cases = models.PositiveIntegerField(_("Ca mới"))
    cases = models.PositiveIntegerField(_("Cộng dồn"))
    confirmed = models.PositiveIntegerField(_("Xác định"))
    in_care = models.PositiveIntegerField(_("Đang điều trị"))
    deaths = models.PositiveIntegerField(_("Tử vong"))
    note = models.CharField(_("Diễn biến"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("Báo cáo lúc"))
    by_name = models.CharField(_("Người báo cáo"), max_length=120)

    class Meta:
        verbose_name = _("Báo cáo ngày của ổ dịch")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "outbreak", "day"], name="report_of_outbreak")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
