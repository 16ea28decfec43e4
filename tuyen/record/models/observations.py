"""What was measured: a vital sign or a result."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class Observation(CorrectableRow):
    """FHIR Observation. `value` in `unit` (UCUM); `low`, `high`: the range it was judged by then.

    A vital sign belongs to a visit (encounter_id); a result's figure to its order and result, and to
    no visit: correcting the visit must not take the laboratory's figures with it.
    """

    encounter_id = IdField(null=True)
    order_id = IdField(null=True)
    result_id = IdField(null=True)
    code = models.CharField(_("Chỉ số"), max_length=30)
    value = models.FloatField(_("Giá trị"), null=True)
    value_text = models.CharField(_("Kết quả chữ"), max_length=200, blank=True)
    unit = models.CharField(_("Đơn vị"), max_length=20, blank=True)
    low = models.FloatField(_("Ngưỡng dưới"), null=True)
    high = models.FloatField(_("Ngưỡng trên"), null=True)
    interpretation = models.CharField(_("Nhận định"), max_length=10, blank=True)
    status = models.CharField(_("Trạng thái"), max_length=20, default="final")
    day = models.DateField(_("Ngày đo"))
    occurred_at = models.DateTimeField(_("Giờ đo"))

    class Meta:
        verbose_name = _("Chỉ số")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "occurred_at"], name="observation_of_patient"),
        ]

    def __str__(self) -> str:
        return self.code
