"""A visit (lượt khám): inserted once, when it is finished; corrected by a later one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class Encounter(CorrectableRow):
    """FHIR Encounter. `kind`: code set of visit kinds. `day`: Vietnamese day of `occurred_at`.

    occurred_at: when care was given; recorded_at: when it was written here; entered_at: when a paper
    was typed in later (empty for a visit typed as it happened).
    """

    unit_id = IdField()
    department_id = IdField(null=True)
    practitioner_id = IdField(null=True)
    practitioner_name = models.CharField(_("Người khám"), max_length=120, blank=True)
    kind = models.CharField(_("Loại lượt khám"), max_length=20, default="outpatient")
    status = models.CharField(_("Trạng thái"), max_length=20, default="finished")
    day = models.DateField(_("Ngày khám"))
    occurred_at = models.DateTimeField(_("Giờ khám"))
    recorded_at = models.DateTimeField(_("Giờ ghi"))
    entered_at = models.DateTimeField(_("Nhập bù từ giấy lúc"), null=True)
    reason_code = models.CharField(max_length=30, blank=True)
    reason = models.CharField(_("Lý do khám"), max_length=300, blank=True)
    note = models.TextField(_("Khám, diễn biến"), blank=True)
    plan = models.CharField(_("Hướng xử trí"), max_length=30, blank=True)
    plan_note = models.CharField(_("Dặn dò"), max_length=500, blank=True)
    outcome = models.CharField(_("Kết quả"), max_length=20, blank=True)
    next_visit_on = models.DateField(_("Hẹn khám lại"), null=True)
    payer = models.CharField(_("Đối tượng"), max_length=20, blank=True)
    identified_by = models.CharField(_("Cách nhận dạng"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("Lượt khám")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "occurred_at"], name="encounter_of_patient"),
            # covering: the recount of a report reads this index alone
            models.Index(
                fields=["unit_id", "day", "status", "superseded_by_id"], name="encounter_at_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
