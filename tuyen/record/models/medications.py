"""Prescriptions: a signed sheet never changes, a later one replaces it (TT 26/2025)."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import FACT, CorrectableRow


class Prescription(CorrectableRow):
    """One sheet. `number`: 14 characters, facility + 7 random + letter of `kind` (N, H, C)."""

    encounter_id = IdField()
    unit_id = IdField()
    number = models.CharField(_("Mã đơn"), max_length=14)
    kind = models.CharField(_("Loại đơn"), max_length=1, default="C")
    prescriber_id = IdField(null=True)
    prescriber_name = models.CharField(_("Người kê đơn"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("Ký lúc"))
    advice = models.CharField(_("Lời dặn"), max_length=500, blank=True)
    carer_name = models.CharField(_("Người chăm sóc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Đơn thuốc")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "signed_at"], name="prescription_of_patient"),
            models.Index(fields=["unit_id", "signed_at"], name="prescription_at_unit"),
        ]

    def __str__(self) -> str:
        return self.number


class MedicationRequest(CorrectableRow):
    """FHIR MedicationRequest: one line of a prescription, named as it was on that day."""

    encounter_id = IdField()
    prescription_id = IdField(null=True)
    line = models.PositiveSmallIntegerField(default=1)
    drug_code = models.CharField(max_length=40, blank=True)
    drug = models.CharField(_("Thuốc"), max_length=200)
    strength = models.CharField(_("Hàm lượng"), max_length=60, blank=True)
    form = models.CharField(_("Dạng"), max_length=40, blank=True)
    route = models.CharField(_("Đường dùng"), max_length=30, blank=True)
    quantity = models.FloatField(_("Số lượng"))
    unit = models.CharField(_("Đơn vị"), max_length=20)
    dose = models.CharField(_("Cách dùng"), max_length=300)
    days = models.PositiveSmallIntegerField(_("Số ngày"), null=True)
    override_reason = models.CharField(_("Lý do vẫn kê"), max_length=300, blank=True)
    day = models.DateField(_("Ngày kê"))

    class Meta:
        verbose_name = _("Thuốc trong đơn")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="medication_of_patient")
        ]

    def __str__(self) -> str:
        return self.drug


class MedicationStop(CorrectableRow):
    """A drug that is not to be taken any longer, and why. `request_id`: the line it was given by last."""

    shape: ClassVar[Shape] = replace(FACT, leads=True)

    request_id = IdField()
    drug_code = models.CharField(max_length=40, blank=True)
    drug = models.CharField(_("Thuốc"), max_length=200)
    reason = models.CharField(_("Vì sao ngừng"), max_length=300)
    stopped_by_name = models.CharField(_("Người cho ngừng"), max_length=120, blank=True)
    day = models.DateField(_("Ngày ngừng"))

    class Meta:
        verbose_name = _("Ngừng thuốc")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="medication_stop_of_patient")
        ]

    def __str__(self) -> str:
        return self.drug
