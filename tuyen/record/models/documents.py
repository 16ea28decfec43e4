"""Papers and pictures of the chart; the bytes lie in platform.attachments."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import CorrectableRow

WITHDRAWN = "withdrawn"  # kind of the row that says: this paper was entered in error
SIGNED_KIND = "signed"  # a signed paper that the program filed: never replaced, never withdrawn


class Document(CorrectableRow):
    """FHIR DocumentReference. `sha256`: which bytes; a document is never edited, only replaced.

    order_id: the order to whose result it belongs, a photo of a strip or a scanned sheet.
    """

    shape: ClassVar[Shape] = replace(CorrectableRow.shape, blobs=("sha256",))

    encounter_id = IdField(null=True)
    order_id = IdField(null=True)
    kind = models.CharField(_("Loại giấy tờ"), max_length=30)
    title = models.CharField(_("Tên giấy tờ"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField(_("Thêm lúc"))
    added_by = IdField()

    class Meta:
        verbose_name = _("Giấy tờ")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "added_at"], name="document_of_patient")
        ]

    def __str__(self) -> str:
        return self.title
