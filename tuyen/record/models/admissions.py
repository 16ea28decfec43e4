"""An inpatient stay: from the day somebody is expected to the day they have left (rulings 1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import REGISTER, ChangingChartRow

ENDED = ("discharged", "transferred", "escaped", "died", "cancelled")
WITH_A_BED = ("in_bed", "on_leave")


class AdmissionStatus(models.TextChoices):
    PLANNED = "planned", _("Hẹn nhập viện")
    ARRIVED = "arrived", _("Chờ xếp giường")
    IN_BED = "in_bed", _("Đang nằm")
    ON_LEAVE = "on_leave", _("Đi phép")
    DISCHARGED = "discharged", _("Đã ra viện")
    TRANSFERRED = "transferred", _("Đã chuyển viện")
    ESCAPED = "escaped", _("Trốn viện")
    DIED = "died", _("Tử vong")
    CANCELLED = "cancelled", _("Nhập nhầm")


class AdmissionKind(models.TextChoices):
    INPATIENT = "inpatient", _("Nội trú")
    DAY = "day", _("Nội trú ban ngày")
    SHORT_STAY = "short_stay", _("Lưu tại trạm")


class Admission(ChangingChartRow):
    """FHIR Encounter of class IMP. Rows of the stay (readings, diagnoses, drugs) carry its id as
    their `encounter_id`. `unit_id`: where the person lies now. `compartment`: of the whole stay;
    custody hides it with every row of it."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        "chart_of; staff of the unit see who lies with them",
        groups=(
            ("status", "unit_id", "room_id", "bed_id", "ended_at"),
            ("leave_from", "leave_until"),
            ("discharge_type", "outcome", "final_code", "final_diagnosis"),
        ),
    )

    unit_id = IdField()
    room_id = IdField(null=True)
    bed_id = IdField(null=True)
    kind = models.CharField(
        _("Loại điều trị"), max_length=12, choices=AdmissionKind, default="inpatient"
    )
    status = models.CharField(_("Trạng thái"), max_length=12, choices=AdmissionStatus)
    source = models.CharField(_("Đến từ"), max_length=12, blank=True)
    source_id = IdField(null=True)
    day = models.DateField(_("Ngày vào"))
    arrived_at = models.DateTimeField(_("Giờ vào"))
    ended_at = models.DateTimeField(_("Giờ ra"), null=True)
    reason = models.CharField(_("Lý do vào viện"), max_length=300, blank=True)
    code = models.CharField(_("Mã bệnh lúc vào"), max_length=10, blank=True)
    diagnosis = models.CharField(_("Chẩn đoán lúc vào"), max_length=300, blank=True)
    care_grade = models.CharField(_("Cấp chăm sóc"), max_length=4, blank=True)
    diet = models.CharField(_("Chế độ ăn"), max_length=120, blank=True)
    doctor_id = IdField(null=True)
    doctor_name = models.CharField(_("Bác sĩ điều trị"), max_length=120, blank=True)
    leave_from = models.DateTimeField(_("Đi phép từ"), null=True)
    leave_until = models.DateTimeField(_("Hẹn trở lại"), null=True)
    discharge_type = models.CharField(_("Loại ra viện"), max_length=2, blank=True)
    outcome = models.CharField(_("Kết quả điều trị"), max_length=2, blank=True)
    final_code = models.CharField(_("Mã bệnh lúc ra"), max_length=10, blank=True)
    final_diagnosis = models.CharField(_("Chẩn đoán lúc ra"), max_length=300, blank=True)
    course = models.TextField(_("Quá trình bệnh lý và diễn biến"), blank=True)
    findings = models.TextField(_("Kết quả xét nghiệm, chẩn đoán hình ảnh"), blank=True)
    treatment = models.TextField(_("Phương pháp điều trị"), blank=True)
    state_at_end = models.TextField(_("Tình trạng lúc ra viện"), blank=True)
    advice = models.TextField(_("Hướng điều trị tiếp, lời dặn"), blank=True)
    next_visit_on = models.DateField(_("Hẹn khám lại"), null=True)
    ended_by_name = models.CharField(_("Người cho ra viện"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Đợt nằm viện")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "arrived_at"], name="admission_of_patient"),
            models.Index(fields=["unit_id", "status"], name="admission_at_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(bed_id=None) | Q(status__in=WITH_A_BED),
                name="a_bed_only_for_who_lies_in_it",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_at__isnull=False)
                | (~Q(status__in=ENDED) & Q(ended_at__isnull=True)),
                name="a_stay_ends_with_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class BedStay(ChangingChartRow):
    """One piece of a stay: this bed, from then to then. Moves between beds and departments."""

    shape: ClassVar[Shape] = REGISTER

    admission_id = IdField()
    unit_id = IdField()
    room_id = IdField(null=True)
    bed_id = IdField(null=True)
    place = models.CharField(_("Nơi nằm"), max_length=80, blank=True)  # as it was named then
    from_at = models.DateTimeField(_("Từ lúc"))
    to_at = models.DateTimeField(_("Đến lúc"), null=True)
    reason = models.CharField(_("Lý do chuyển"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Lần nằm giường")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "admission_id"], name="bed_stay_of_admission")
        ]

    def __str__(self) -> str:
        return self.place
