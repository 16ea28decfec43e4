"""The ward's own rows: notes of the course, what nurses are to do and did, arrivals in an emergency."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import REGISTER, ChangingChartRow, CorrectableRow


class CourseNote(CorrectableRow):
    """A line of the treatment sheet (tờ điều trị): what was seen, what is ordered."""

    admission_id = IdField()
    unit_id = IdField()
    day = models.DateField(_("Ngày"))
    at = models.DateTimeField(_("Giờ"))
    text = models.TextField(_("Diễn biến"), blank=True)
    orders = models.TextField(_("Y lệnh"), blank=True)
    care_grade = models.CharField(_("Cấp chăm sóc"), max_length=4, blank=True)
    diet = models.CharField(_("Chế độ ăn"), max_length=120, blank=True)
    status = models.CharField(_("Trạng thái"), max_length=20, default="final")
    author_id = IdField(null=True)
    author_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Tờ điều trị")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "at"], name="course_note_of_patient")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class NursingOrder(ChangingChartRow):
    """What nurses are to do for one stay: once at `due_at`, or every so many hours from then on."""

    shape: ClassVar[Shape] = REGISTER

    admission_id = IdField()
    unit_id = IdField()
    kind = models.CharField(max_length=12, default="care")
    title = models.CharField(_("Việc"), max_length=200)
    due_at = models.DateTimeField(_("Từ lúc"))
    every_hours = models.PositiveSmallIntegerField(_("Mỗi (giờ)"), null=True)
    stopped_at = models.DateTimeField(_("Ngừng lúc"), null=True)
    ordered_by_name = models.CharField(_("Người ra y lệnh"), max_length=120)

    class Meta:
        verbose_name = _("Y lệnh chăm sóc")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "admission_id"], name="nursing_order_of_stay")
        ]

    def __str__(self) -> str:
        return self.title


class CareOutcome(models.TextChoices):
    DONE = "done", _("Đã làm")
    REFUSED = "refused", _("Người bệnh từ chối")
    HELD = "held", _("Tạm hoãn")
    STRUCK = "struck", _("Đã gạch: ghi nhầm")


class CareAct(CorrectableRow):
    """One thing done (or not, and why): a dose of a drug, an order carried out. `source_id`: which."""

    admission_id = IdField()
    unit_id = IdField()
    kind = models.CharField(max_length=12)
    source_id = IdField()
    title = models.CharField(_("Việc"), max_length=260)
    planned_at = models.DateTimeField(_("Hẹn lúc"))
    done_at = models.DateTimeField(_("Làm lúc"))
    outcome = models.CharField(_("Kết quả"), max_length=10, choices=CareOutcome, default="done")
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    done_by = IdField(null=True)
    done_by_name = models.CharField(_("Người làm"), max_length=120)

    class Meta:
        verbose_name = _("Việc chăm sóc")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "planned_at"], name="care_act_of_patient"),
            models.Index(fields=["unit_id", "planned_at"], name="care_act_at_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        """A tick that holds, not the stopping of an order nor one that was struck."""
        return self.kind != "stop" and self.outcome != CareOutcome.STRUCK


class EmergencyStatus(models.TextChoices):
    WAITING = "waiting", _("Chờ xử trí")
    IN_CARE = "in_care", _("Đang xử trí")
    ADMITTED = "admitted", _("Đã nhập viện")
    SENT_HOME = "sent_home", _("Đã cho về")
    REFERRED = "referred", _("Đã chuyển")
    LEFT = "left", _("Bỏ về")
    DIED = "died", _("Tử vong")


class EmergencyArrival(ChangingModel):
    """Somebody has come in an emergency; `level` of the triage scale says how soon a doctor must come."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "staff of the unit; hidden compartments left out",
        groups=(("scale", "level", "triaged_at", "triaged_by_name"),),
    )

    unit_id = IdField()
    patient_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    day = models.DateField(_("Ngày"))
    arrived_at = models.DateTimeField(_("Đến lúc"))
    how = models.CharField(_("Đến bằng"), max_length=20, blank=True)
    complaint = models.CharField(_("Lý do"), max_length=200)
    scale = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(_("Mức"))
    triaged_at = models.DateTimeField(_("Phân loại lúc"))
    triaged_by_name = models.CharField(_("Người phân loại"), max_length=120)
    signs = models.CharField(_("Dấu hiệu nguy hiểm"), max_length=300, blank=True)
    status = models.CharField(
        _("Trạng thái"), max_length=10, choices=EmergencyStatus, default="waiting"
    )
    seen_at = models.DateTimeField(_("Bác sĩ xử trí lúc"), null=True)
    seen_by_name = models.CharField(_("Người xử trí"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("Xong lúc"), null=True)
    admission_id = IdField(null=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Lượt cấp cứu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "day"], name="emergency_at_unit"),
            models.Index(fields=["unit_id", "status"], name="emergency_open_at_unit"),
        ]

    def __str__(self) -> str:
        return self.complaint
