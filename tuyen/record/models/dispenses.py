"""What was handed out of a prescription; a fact that a later one may correct."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class DispenseStatus(models.TextChoices):
    COMPLETED = "completed", _("Đã cấp")
    DECLINED = "declined", _("Không cấp")
    ENTERED_IN_ERROR = "entered-in-error", _("Đã thu lại")


class Dispense(CorrectableRow):
    """FHIR MedicationDispense: what of one line left from one lot, or why nothing did (declined).

    quantity: whole `pack_unit`s. A hand-over that is taken back, whole or in part, is a new version.
    """

    class Reason(models.TextChoices):
        OUT_OF_STOCK = "out_of_stock", _("Hết thuốc")
        BOUGHT = "bought_elsewhere", _("Người bệnh tự mua")
        STILL_HAS = "still_has", _("Người bệnh còn thuốc")
        REFUSED = "refused", _("Người bệnh không nhận")

    encounter_id = IdField()
    prescription_id = IdField()
    prescription_number = models.CharField(_("Mã đơn"), max_length=14)
    request_id = IdField()
    unit_id = IdField()
    status = models.CharField(
        _("Trạng thái"), max_length=16, choices=DispenseStatus, default=DispenseStatus.COMPLETED
    )
    reason = models.CharField(_("Vì sao không cấp"), max_length=20, choices=Reason, blank=True)
    drug_code = models.CharField(max_length=40, blank=True)
    drug = models.CharField(_("Thuốc"), max_length=200)
    strength = models.CharField(_("Hàm lượng"), max_length=60, blank=True)
    dose = models.CharField(_("Cách dùng"), max_length=300, blank=True)
    quantity = models.PositiveIntegerField(_("Số lượng"), default=0)
    pack_unit = models.CharField(_("Đơn vị tính"), max_length=20)
    item_id = IdField(null=True)
    lot_id = IdField(null=True)
    lot_number = models.CharField(_("Số lô"), max_length=40, blank=True)
    expires_on = models.DateField(_("Hạn dùng"), null=True)
    source = models.CharField(_("Nguồn"), max_length=20, blank=True)
    day = models.DateField(_("Ngày cấp"))
    handed_at = models.DateTimeField(_("Cấp lúc"))
    by = IdField()
    by_name = models.CharField(_("Người cấp"), max_length=120)
    second_by = IdField(null=True)
    second_name = models.CharField(_("Người ký thứ hai"), max_length=120, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Lần cấp thuốc")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="dispense_of_patient"),
            models.Index(fields=["unit_id", "day"], name="dispense_at_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.drug} {self.strength}".strip()
