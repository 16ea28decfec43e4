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
        groups=(("status", "closed_on", "closed_by_name", "closing_note", "early_basis"),),
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
    early_basis = models.CharField(_("Căn cứ kết thúc sớm"), max_length=20, blank=True)

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


class Contact(ChangingModel):
    """One exposure of one person to one case; somebody exposed twice stands here twice.

    person_id: in the registry. Without it only what was told: name, birth year, phone.
    case_id: the case that the contact became; with source_case_id it is one link of the chain.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "case_id", "ended_on", "ended_why", "ended_by_name"),),
        reach="up",
    )

    class How(models.TextChoices):
        HOUSEHOLD = "household", _("Cùng hộ")
        CLASSROOM = "classroom", _("Cùng lớp, nhóm trẻ")
        CARE = "care", _("Chăm sóc, điều trị")
        ROOM = "room", _("Cùng phòng, buồng")
        WORK = "work", _("Cùng nơi làm việc")
        TRAVEL = "travel", _("Cùng phương tiện")
        OTHER = "other", _("Khác")

    class Risk(models.TextChoices):
        HIGH = "high", _("Nguy cơ cao")
        LOW = "low", _("Nguy cơ thấp")

    class Status(models.TextChoices):
        FOLLOWED = "followed", _("Đang theo dõi")
        LOST = "lost", _("Mất dấu")
        CASE = "case", _("Đã thành ca bệnh")
        RELEASED = "released", _("Hết theo dõi")

    unit_id = IdField()
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="contacts")
    source_case_id = IdField(null=True)
    person_id = IdField(null=True)
    name = models.CharField(_("Họ tên"), max_length=120, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"), null=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    place = models.CharField(_("Hộ, thôn bản"), max_length=160, blank=True)
    exposed_on = models.DateField(_("Ngày tiếp xúc cuối"))
    known_on = models.DateField(_("Ngày biết"))
    how = models.CharField(_("Cách tiếp xúc"), max_length=10, choices=How, default="household")
    risk = models.CharField(_("Mức nguy cơ"), max_length=5, choices=Risk, default="high")
    status = models.CharField(_("Tình trạng"), max_length=9, choices=Status, default="followed")
    case_id = IdField(null=True)
    ended_on = models.DateField(_("Ngày kết thúc theo dõi"), null=True)
    ended_why = models.CharField(_("Lý do"), max_length=300, blank=True)
    ended_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Người tiếp xúc")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "outbreak", "exposed_on"], name="contact_of_outbreak")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=False) | ~Q(name=""), name="a_contact_is_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(status="case") | Q(case_id__isnull=False),
                name="a_contact_that_fell_ill_names_the_case",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person_id)


class ContactLook(ChangingModel):
    """One contact looked at on one day; told again on the same day, it replaces itself."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    class State(models.TextChoices):
        WELL = "well", _("Khỏe")
        ILL = "ill", _("Có triệu chứng")
        ABSENT = "absent", _("Không gặp")

    unit_id = IdField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="looks")
    day = models.DateField(_("Ngày"))
    state = models.CharField(_("Kết quả"), max_length=6, choices=State)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    looked_at = models.DateTimeField(_("Ghi lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Lần theo dõi người tiếp xúc")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "contact", "day"], name="look_at_contact")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
