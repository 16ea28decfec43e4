"""Cases of notifiable diseases (ca bệnh truyền nhiễm phải báo cáo) and every move that they made."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow, ChartRow

SCOPE = "chart_of; units that notify or investigate; line lists by area; the compartment"


class CaseClass(models.TextChoices):
    SUSPECTED = "suspected", _("Nghi ngờ")
    PROBABLE = "probable", _("Có thể")
    LAB_CONFIRMED = "lab_confirmed", _("Xác định bằng xét nghiệm")
    EPI_LINKED = "epi_linked", _("Xác định qua liên quan dịch tễ")
    CLINICAL = "clinical", _("Phù hợp lâm sàng")
    DISCARDED = "discarded", _("Loại trừ")


class CaseOrigin(models.TextChoices):
    UNKNOWN = "unknown", _("Chưa rõ")
    IMPORTED = "imported", _("Ca từ nơi khác đến")
    IMPORT_RELATED = "import_related", _("Liên quan ca từ nơi khác đến")
    ENDEMIC = "endemic", _("Mắc tại chỗ")


class CaseStage(models.TextChoices):
    NOTIFIED = "notified", _("Đã báo cáo")
    INVESTIGATED = "investigated", _("Đã điều tra")
    CLASSIFIED = "classified", _("Đã phân loại")
    CLOSED = "closed", _("Đã kết thúc")


class CaseOutcome(models.TextChoices):
    TREATING = "treating", _("Đang điều trị")
    RECOVERED = "recovered", _("Khỏi")
    DIED = "died", _("Tử vong")
    TRANSFERRED = "transferred", _("Chuyển nơi khác")
    TAKEN_HOME = "taken_home", _("Nặng xin về")


class CaseStatus(models.TextChoices):
    ACTIVE = "active", _("Có hiệu lực")
    ENTERED_IN_ERROR = "entered_in_error", _("Ghi nhầm")


class Case(ChangingChartRow):
    """One illness of one person. Age and sex come from the person.

    unit_id: who notified. station_id: the station of the commune of residence, which investigates.
    area_id: commune of residence; onset_area_id: where it began. occurred_at: when it was found;
    notified_at: when it was told; entered_at: when it was typed in, later where paper came first.
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        SCOPE,
        groups=(
            ("stage", "investigated_at", "classified_at", "closed_at"),
            ("classification", "origin"),
            ("outcome", "outcome_on"),
            ("doses", "last_dose_on", "dose_source"),
        ),
    )

    unit_id = IdField()
    station_id = IdField(null=True)
    area_id = IdField(null=True)
    onset_area_id = IdField(null=True)
    hamlet = models.CharField(_("Thôn, bản, tổ"), max_length=120, blank=True)
    encounter_id = IdField(null=True)
    disease = models.CharField(_("Bệnh"), max_length=30)
    icd10 = models.CharField(_("Mã bệnh"), max_length=10, blank=True)
    classification = models.CharField(
        _("Phân loại"), max_length=14, choices=CaseClass, default="suspected"
    )
    origin = models.CharField(_("Nguồn mắc"), max_length=14, choices=CaseOrigin, default="unknown")
    stage = models.CharField(_("Bước"), max_length=12, choices=CaseStage, default="notified")
    status = models.CharField(max_length=16, choices=CaseStatus, default="active")
    onset_on = models.DateField(_("Ngày khởi phát"))
    rash_on = models.DateField(_("Ngày phát ban"), null=True)
    first_care_on = models.DateField(_("Ngày khám lần đầu"), null=True)
    occurred_at = models.DateTimeField(_("Phát hiện lúc"))
    notified_at = models.DateTimeField(_("Báo cáo lúc"))
    entered_at = models.DateTimeField(_("Nhập máy lúc"))
    notified_by_name = models.CharField(_("Người báo cáo"), max_length=120, blank=True)
    investigated_at = models.DateTimeField(_("Điều tra lúc"), null=True)
    classified_at = models.DateTimeField(_("Phân loại lúc"), null=True)
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True)
    outcome = models.CharField(_("Kết cục"), max_length=12, choices=CaseOutcome, default="treating")
    outcome_on = models.DateField(_("Ngày có kết cục"), null=True)
    is_inpatient = models.BooleanField(_("Điều trị nội trú"), default=False)
    doses = models.PositiveSmallIntegerField(_("Số mũi đã tiêm"), null=True)
    last_dose_on = models.DateField(_("Mũi gần nhất"), null=True)
    dose_source = models.CharField(_("Nguồn thông tin tiêm"), max_length=20, blank=True)
    exposure = models.TextField(_("Yếu tố dịch tễ"), blank=True)
    signs = models.JSONField(_("Dấu hiệu"), default=list)
    custody_site_id = IdField(null=True)
    outbreak_id = IdField(null=True)

    class Meta:
        verbose_name = _("Ca bệnh")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "onset_on"], name="case_of_patient"),
            models.Index(fields=["unit_id", "notified_at"], name="case_of_unit"),
            models.Index(fields=["station_id", "notified_at"], name="case_of_station"),
            models.Index(fields=["area_id", "disease", "onset_on"], name="case_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.disease} {self.onset_on}"


class CaseMove(ChartRow):
    """One move of a case: what it was, what it became, when, by whom, why. Never changed."""

    case_id = IdField()
    unit_id = IdField()
    what = models.CharField(_("Việc"), max_length=14)
    before = models.CharField(_("Trước"), max_length=20, blank=True)
    after = models.CharField(_("Sau"), max_length=20, blank=True)
    why = models.CharField(_("Lý do"), max_length=300, blank=True)
    at = models.DateTimeField(_("Lúc"))
    by_name = models.CharField(_("Người làm"), max_length=120)

    class Meta:
        verbose_name = _("Bước của ca bệnh")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "case_id", "at"], name="move_of_case")
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"
