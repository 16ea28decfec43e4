"""What was done to a person with hand and instrument: one technique, by whom, under whose eyes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow

ENTERED_IN_ERROR = "entered-in-error"


class ProcedureOutcome(models.TextChoices):
    SUCCESSFUL = "successful", _("Thành công")
    PARTIAL = "partial", _("Thành công một phần")
    UNSUCCESSFUL = "unsuccessful", _("Không thành công")


class Procedure(CorrectableRow):
    """FHIR Procedure. `code`: code set `technique`; `anaesthesia`: code set `anaesthesia`.

    facility_id: the licensed facility that unit_id was a part of on that day; cases are counted there.
    assistants: [{"id": staff id or "", "name": …}]. supervisor: the expert who stood beside, if any.
    Ids are of staff; a guest who stands in no list has a name alone and is not counted.
    """

    encounter_id = IdField(null=True)
    admission_id = IdField(null=True)
    unit_id = IdField()
    facility_id = IdField()
    status = models.CharField(_("Trạng thái"), max_length=20, default="completed")
    code = models.CharField(_("Mã kỹ thuật"), max_length=20)
    name = models.CharField(_("Tên kỹ thuật"), max_length=300)
    day = models.DateField(_("Ngày làm"))
    performed_at = models.DateTimeField(_("Giờ làm"), null=True)
    minutes = models.PositiveIntegerField(_("Thời gian (phút)"), null=True)
    performer_id = IdField(null=True)
    performer_name = models.CharField(_("Người làm chính"), max_length=120)
    supervisor_id = IdField(null=True)
    supervisor_name = models.CharField(_("Chuyên gia kèm"), max_length=120, blank=True)
    assistants: Any = models.JSONField(_("Người phụ"), default=list)
    anaesthesia = models.CharField(_("Phương pháp vô cảm"), max_length=4, blank=True)
    outcome = models.CharField(
        _("Kết quả"), max_length=12, choices=ProcedureOutcome, default=ProcedureOutcome.SUCCESSFUL
    )
    complication = models.CharField(_("Tai biến, biến chứng"), max_length=300, blank=True)
    note = models.TextField(_("Cách thức, diễn biến"), blank=True)
    recorded_at = models.DateTimeField(_("Giờ ghi"))
    recorded_by_name = models.CharField(_("Người ghi"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Thủ thuật, phẫu thuật")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="procedure_of_patient"),
            models.Index(fields=["facility_id", "code", "day"], name="procedure_at_facility"),
            models.Index(fields=["performer_id", "day"], name="procedure_by_performer"),
            models.Index(fields=["supervisor_id", "day"], name="procedure_by_supervisor"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def assistant_ids(self) -> list[str]:
        return [each["id"] for each in self.assistants if each.get("id")]

    @property
    def assistant_names(self) -> str:
        return ", ".join(each["name"] for each in self.assistants)
