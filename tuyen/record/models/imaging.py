"""Pictures and curves of machines (CT, X-ray, ultrasound, ECG); the bytes lie in platform.attachments."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import REGISTER, ChangingChartRow, ChartRow


class ImagingStudy(ChangingChartRow):
    """FHIR ImagingStudy: one examination, known by the UID that its machine gave it.

    performed_at: as the machine says. order_id: the order of this chart that it answers.
    """

    shape: ClassVar[Shape] = REGISTER

    unit_id = IdField()
    encounter_id = IdField(null=True)
    order_id = IdField(null=True)
    study_uid = models.CharField(max_length=64)
    accession = models.CharField(_("Số phiếu"), max_length=40, blank=True)
    modality = models.CharField(_("Loại"), max_length=16)
    body_part = models.CharField(_("Vùng chụp"), max_length=40, blank=True)
    title = models.CharField(_("Tên lần chụp"), max_length=200, blank=True)
    status = models.CharField(_("Trạng thái"), max_length=20, default="available")
    day = models.DateField(_("Ngày chụp"))
    performed_at = models.DateTimeField(_("Giờ chụp"))
    added_at = models.DateTimeField(_("Thêm lúc"))
    added_by = IdField()

    class Meta:
        verbose_name = _("Lần chụp")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "performed_at"], name="imaging_of_patient")
        ]

    def __str__(self) -> str:
        return self.title or self.modality


class ImagingInstance(ChartRow):
    """One DICOM object of a study: a picture, a film of several frames, or a set of curves.

    plane, position_mm: where the slice lies in the body (empty for pictures without a place).
    """

    shape: ClassVar[Shape] = replace(ChartRow.shape, blobs=("sha256",))

    study_id = IdField()
    series_uid = models.CharField(max_length=64)
    series_number = models.IntegerField(null=True)
    series_title = models.CharField(_("Tên loạt ảnh"), max_length=200, blank=True)
    modality = models.CharField(_("Loại"), max_length=16)
    sop_uid = models.CharField(max_length=64)
    sop_class = models.CharField(max_length=64)
    number = models.IntegerField(null=True)
    plane = models.CharField(max_length=60, blank=True)
    position_mm = models.FloatField(null=True)
    rows = models.PositiveIntegerField(default=0)
    columns = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=1)
    is_waveform = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("Ảnh y tế")
        indexes: ClassVar = [
            models.Index(fields=["study_id", "patient_id"], name="imaging_instance_of_study")
        ]

    def __str__(self) -> str:
        return self.sop_uid


class ImagingExport(ChartRow):
    """A study was handed out without its person: why, by whom, under which pseudonym."""

    study_id = IdField()
    unit_id = IdField()
    pseudonym = models.CharField(max_length=20)
    reason = models.CharField(_("Lý do xuất"), max_length=200)
    files = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("Xuất lúc"))
    by_id = IdField()

    class Meta:
        verbose_name = _("Lần xuất hình ảnh")
        indexes: ClassVar = [models.Index(fields=["patient_id", "at"], name="imaging_export_of")]

    def __str__(self) -> str:
        return self.pseudonym
