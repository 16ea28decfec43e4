"""What this person must not be given."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow


class Allergy(ChangingChartRow):
    """FHIR AllergyIntolerance. Two nodes that disagree show both until a person decides."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        "chart_of; shown to whoever prescribes",
        safety=frozenset({"substance_code", "substance", "status", "criticality", "reaction"}),
        leads=True,
    )

    substance_code = models.CharField(max_length=40, blank=True)
    substance = models.CharField(_("Chất gây dị ứng"), max_length=150)
    criticality = models.CharField(_("Mức nguy hiểm"), max_length=20, blank=True)
    reaction = models.CharField(_("Biểu hiện"), max_length=200, blank=True)
    status = models.CharField(_("Trạng thái"), max_length=20, default="active")
    noted_on = models.DateField(_("Ghi nhận ngày"))

    class Meta:
        verbose_name = _("Dị ứng")
        indexes: ClassVar = [models.Index(fields=["patient_id"], name="allergy_of_patient")]

    def __str__(self) -> str:
        return self.substance
