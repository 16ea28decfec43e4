"""Evaluations of courses, turns of rotation and meetings, each answered on a form."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit whose course, turn or meeting it is, whoever directs it, and whoever answered"


class ChosenForm(ChangingModel):
    """The unit asks a form of its own instead of the one that ships; its id follows from the row's."""

    shape: ClassVar[Shape] = Shape("unit", "state", SCOPE, reach="up", along=("subject_id",))

    unit_id = IdField()
    subject_kind = models.CharField(max_length=20)
    subject_id = IdField()
    form_code = models.CharField(_("Phiếu đánh giá"), max_length=60)
    chosen_by_name = models.CharField(max_length=120)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Phiếu đánh giá được chọn")

    def __str__(self) -> str:
        return self.form_code


class Evaluation(SyncedModel):
    """One voice was heard once; its id follows from the row and the voice. What was said: `response_id`."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", to=("from_unit_id",))

    unit_id = IdField()
    subject_kind = models.CharField(max_length=20)
    subject_id = IdField()
    from_unit_id = IdField()
    account_id = IdField()
    response_id = IdField()
    is_named = models.BooleanField(default=False)
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("Lượt đánh giá")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "subject_id"], name="evaluation_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.at:%d/%m/%Y}"
