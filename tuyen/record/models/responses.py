"""What was answered on a form: about a unit (survey, checklist) or about a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import CorrectableRow


class ResponseStatus(models.TextChoices):
    """FHIR QuestionnaireResponse.status."""

    OPEN = "in-progress", _("Đang làm")
    COMPLETED = "completed", _("Đã xong")
    ENTERED_IN_ERROR = "entered-in-error", _("Ghi nhầm")


class Answers(models.Model):
    """The form and its version stay named, so that an old answer keeps its form.

    answers: plain values by link (`platform.forms.rules.answers`). points of `of`: what they were worth
    by that version; both empty where the form gives no points.
    """

    unit_id = IdField()
    form_code = models.CharField(_("Biểu mẫu"), max_length=60)
    form_version = models.CharField(_("Phiên bản"), max_length=20)
    status = models.CharField(
        _("Trạng thái"),
        max_length=16,
        choices=ResponseStatus.choices,
        default=ResponseStatus.COMPLETED,
    )
    answers = models.JSONField(_("Câu trả lời"), default=dict)
    points = models.FloatField(_("Điểm"), null=True)
    of = models.FloatField(_("Điểm tối đa"), null=True)
    day = models.DateField(_("Ngày"))
    answered_at = models.DateTimeField(_("Lúc"))
    answered_by = IdField()
    answered_by_name = models.CharField(_("Người trả lời"), max_length=120)

    class Meta:
        abstract = True

    @property
    def percent(self) -> float | None:
        return (
            round(100 * self.points / self.of, 1) if self.of and self.points is not None else None
        )


class UnitResponse(ChangingModel, Answers):
    """FHIR QuestionnaireResponse about a unit. unit_id: who answered; about_unit_id: whom it is about."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        "whoever reaches the unit that answered or the one it is about",
        reach="up",
        to=("about_unit_id",),
    )

    about_unit_id = IdField()

    class Meta:
        verbose_name = _("Phiếu về đơn vị")
        indexes: ClassVar = [
            models.Index(fields=["about_unit_id", "form_code", "day"], name="response_about_unit"),
            models.Index(fields=["unit_id", "day"], name="response_of_unit"),
        ]

    def __str__(self) -> str:
        return self.form_code


class QuestionnaireResponse(CorrectableRow, Answers):
    """FHIR QuestionnaireResponse about a person; corrected by a later one, never changed."""

    encounter_id = IdField(null=True)

    class Meta:
        verbose_name = _("Phiếu hỏi")
        indexes: ClassVar = [models.Index(fields=["patient_id", "day"], name="response_of_patient")]

    def __str__(self) -> str:
        return self.form_code
