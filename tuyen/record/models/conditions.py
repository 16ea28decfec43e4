"""Diagnoses: of one visit, and the problems that stay."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import FACT, CorrectableRow


class Condition(CorrectableRow):
    """FHIR Condition. `rank`: main | other. `category`: encounter-diagnosis | problem-list-item."""

    shape: ClassVar[Shape] = replace(FACT, leads=("category", "problem-list-item"))

    encounter_id = IdField(null=True)
    category = models.CharField(max_length=25, default="encounter-diagnosis")
    rank = models.CharField(_("Thứ bậc"), max_length=10, default="main")
    code = models.CharField(_("Mã bệnh"), max_length=10, blank=True)
    scheme = models.CharField(max_length=20, default="icd10_vn")
    name = models.CharField(_("Chẩn đoán"), max_length=300)
    clinical_status = models.CharField(_("Tình trạng"), max_length=20, blank=True)
    verification = models.CharField(_("Mức chắc chắn"), max_length=20, default="confirmed")
    onset_on = models.DateField(_("Khởi phát"), null=True)
    ended_on = models.DateField(_("Kết thúc"), null=True)
    day = models.DateField(_("Ngày ghi"))

    class Meta:
        verbose_name = _("Chẩn đoán")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "day"], name="condition_of_patient")
        ]

    def __str__(self) -> str:
        return self.name
