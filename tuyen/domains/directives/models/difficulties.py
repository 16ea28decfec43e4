"""What units below cannot solve alone: raised, grouped, passed up, answered, settled."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that raised it, the unit that it was raised to, and whoever directs either"


class DifficultyStatus(models.TextChoices):
    RAISED = "raised", _("Chờ xem")
    GROUPED = "grouped", _("Đang giải quyết")
    ANSWERED = "answered", _("Đã có trả lời")
    REOPENED = "reopened", _("Chưa giải quyết được")
    SOLVED = "solved", _("Đã giải quyết")
    TAKEN_BACK = "taken_back", _("Đã rút")


class Difficulty(ChangingModel):
    """One difficulty of one unit (`unit_id`), told to a unit that directs it."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "case_id"), ("settled_at", "settled_by_name", "settled_note")),
        reach="up",
        to=("to_unit_id",),
        needs=("case_id",),
    )

    unit_id = IdField()
    to_unit_id = IdField()
    topic = models.CharField(_("Chủ đề"), max_length=20)
    title = models.CharField(_("Khó khăn"), max_length=200)
    title_fold = models.CharField(max_length=300)
    text = models.CharField(_("Nói rõ"), max_length=2000, blank=True)
    proposal = models.CharField(_("Kiến nghị"), max_length=1000, blank=True)
    hinders_care = models.BooleanField(_("Đang cản trở khám, chữa bệnh"), default=False)
    status = models.CharField(
        max_length=12, choices=DifficultyStatus, default=DifficultyStatus.RAISED
    )
    case_id = IdField(null=True)
    raised_at = models.DateTimeField()
    raised_by = IdField()
    raised_by_name = models.CharField(max_length=120)
    answer_due_on = models.DateField(_("Hạn trả lời"))
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=120, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)
    reopens = models.PositiveSmallIntegerField(default=0)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Khó khăn, kiến nghị")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status"], name="difficulty_of_unit"),
            models.Index(fields=["to_unit_id", "status"], name="difficulty_to_unit"),
            models.Index(fields=["case_id"], name="difficulty_of_case"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseStatus(models.TextChoices):
    OPEN = "open", _("Đang giải quyết")
    ANSWERED = "answered", _("Đã trả lời")
    REOPENED = "reopened", _("Có đơn vị báo chưa được")
    CLOSED = "closed", _("Đã xong")


class TopicCase(ChangingModel):
    """Difficulties of one kind, answered once for all. `at_unit_id` must answer now: the unit that
    grouped them, or a tier above to which it was passed. `into_id`: the case above that took it in."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "at_unit_id", "into_id"),
            ("answer", "answered_at", "answered_by_name", "answered_unit_id", "promised_on"),
        ),
        reach="up",
        to=(
            "at_unit_id",
            "answered_unit_id",
        ),
    )

    unit_id = IdField()
    at_unit_id = IdField()
    into_id = IdField(null=True)
    topic = models.CharField(_("Chủ đề"), max_length=20)
    title = models.CharField(_("Vấn đề"), max_length=200)
    title_fold = models.CharField(max_length=300)
    summary = models.CharField(_("Tóm tắt"), max_length=2000, blank=True)
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.OPEN)
    units_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=120)
    answer_due_on = models.DateField(_("Hạn trả lời"))
    answer = models.CharField(_("Trả lời"), max_length=2000, blank=True)
    promised_on = models.DateField(_("Hẹn giải quyết xong"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_unit_id = IdField(null=True)
    closed_at = models.DateTimeField(null=True)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Vấn đề chung")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status"], name="topic_case_of_unit"),
            models.Index(fields=["at_unit_id", "status"], name="topic_case_at_unit"),
            models.Index(fields=["into_id"], name="topic_case_inside"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseStep(SyncedModel):
    """What happened to a case: grouped, passed up, taken in, answered, reopened, closed."""

    shape: ClassVar[Shape] = Shape(
        "unit", "fact", SCOPE, reach="up", to=("to_unit_id",), along=("case_id",)
    )

    unit_id = IdField()
    case_id = IdField()
    kind = models.CharField(max_length=12)
    to_unit_id = IdField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    by_unit_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("Bước giải quyết")
        indexes: ClassVar = [models.Index(fields=["case_id"], name="step_of_case")]

    def __str__(self) -> str:
        return self.kind
