"""One dose of a vaccine: given here, told by paper, or not given and why."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class DoseSource(models.TextChoices):
    """Who says so: the hand that gave it, a card, somebody's word, a file."""

    GIVEN = "given", _("Tiêm tại đơn vị")
    PAPER = "paper", _("Theo sổ, phiếu giấy")
    TOLD = "told", _("Theo lời kể")
    IMPORT = "import", _("Nhập từ tệp")


class DoseStatus(models.TextChoices):
    COMPLETED = "completed", _("Đã tiêm")
    NOT_DONE = "not_done", _("Không tiêm")
    ENTERED_IN_ERROR = "entered_in_error", _("Ghi nhầm")


class Immunization(CorrectableRow):
    """FHIR Immunization. `vaccine`: code of rulebook immunization/vaccines, which names its antigens.

    unit_id: who gave it; empty for what only paper tells (`place` says where). A zero dose (measles before
    nine months) protects in an outbreak and does not count towards the routine series.
    """

    unit_id = IdField(null=True)
    encounter_id = IdField(null=True)
    session_id = IdField(null=True)
    campaign_id = IdField(null=True)
    status = models.CharField(
        _("Trạng thái"), max_length=16, choices=DoseStatus, default=DoseStatus.COMPLETED
    )
    status_reason = models.CharField(_("Lý do"), max_length=20, blank=True)
    vaccine = models.CharField(_("Vắc xin"), max_length=20)
    dose_number = models.PositiveSmallIntegerField(_("Mũi thứ"), null=True)
    is_dose_zero = models.BooleanField(_("Mũi 0, không tính vào lịch"), default=False)
    lot = models.CharField(_("Số lô"), max_length=40, blank=True)
    lot_id = IdField(null=True)
    expiry_on = models.DateField(_("Hạn dùng"), null=True)
    given_on = models.DateField(_("Ngày tiêm"))
    given_at = models.DateTimeField(_("Giờ tiêm"), null=True)
    site = models.CharField(_("Vị trí tiêm"), max_length=20, blank=True)
    route = models.CharField(_("Đường dùng"), max_length=20, blank=True)
    source = models.CharField(
        _("Nguồn"), max_length=10, choices=DoseSource, default=DoseSource.GIVEN
    )
    given_by_name = models.CharField(_("Người tiêm"), max_length=120, blank=True)
    place = models.CharField(_("Nơi tiêm"), max_length=200, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("Giờ ghi"))
    recorded_by_name = models.CharField(_("Người ghi"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Mũi tiêm")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "given_on"], name="immunization_of_patient"),
            models.Index(fields=["unit_id", "given_on"], name="immunization_at_unit"),
            models.Index(
                fields=["session_id"],
                name="immunization_of_session",
                condition=models.Q(session_id__isnull=False),
            ),
            models.Index(
                fields=["campaign_id", "patient_id"],
                name="immunization_of_campaign",
                condition=models.Q(campaign_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.vaccine

    @property
    def counts_towards_routine(self) -> bool:
        return self.status == DoseStatus.COMPLETED and not self.is_dose_zero
