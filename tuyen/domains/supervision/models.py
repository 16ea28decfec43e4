"""Rounds of supervision, what they found and what must be mended by when. Nothing here is about a person."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

BOTH_SIDES: Shape = Shape(
    "unit", "state", "whoever reaches the unit that supervises or the one supervised"
)


class SupervisionPlan(ChangingModel):
    """What an office means to visit in a period; rounds name it. A round may stand without a plan."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", "whoever reaches the unit that supervises", reach="up"
    )

    unit_id = IdField()
    title = models.CharField(_("Kế hoạch"), max_length=200)
    from_on = models.DateField(_("Từ ngày"))
    to_on = models.DateField(_("Đến ngày"))
    number = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    made_by_name = models.CharField(_("Người lập"), max_length=120)

    class Meta:
        verbose_name = _("Kế hoạch giám sát")
        indexes: ClassVar = [models.Index(fields=["unit_id", "from_on"], name="supervision_plan")]

    def __str__(self) -> str:
        return self.title


class SupervisionRound(ChangingModel):
    """One visit of a team to a unit. unit_id supervises, to_unit_id is supervised.

    led_by: another body that leads a joint team; empty when we lead. team: [{name, body, staff_id}].
    office_id: the office of the supervising unit that carries it out, where its tasks go. response_id: the
    checklist (`record.UnitResponse`), which keeps its own version of the form.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Đã lên lịch")
        UNDER_WAY = "under_way", _("Đang giám sát")
        CONCLUDED = "concluded", _("Đã kết luận")
        CANCELLED = "cancelled", _("Đã hủy")

    shape: ClassVar[Shape] = replace(
        BOTH_SIDES,
        reach="up",
        to=(
            "to_unit_id",
            "office_id",
        ),
    )

    unit_id = IdField()
    to_unit_id = IdField()
    office_id = IdField()
    plan_id = IdField(null=True)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    purpose = models.CharField(_("Nội dung"), max_length=300)
    form_code = models.CharField(_("Bảng kiểm"), max_length=60)
    leader_name = models.CharField(_("Trưởng đoàn"), max_length=120)
    led_by = models.CharField(_("Cơ quan chủ trì"), max_length=200, blank=True)
    team = models.JSONField(_("Thành viên"), default=list)
    status = models.CharField(
        _("Trạng thái"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    response_id = IdField(null=True)
    points = models.FloatField(_("Điểm"), null=True)
    of = models.FloatField(_("Điểm tối đa"), null=True)
    conclusion = models.TextField(_("Kết luận"), blank=True)
    unit_said = models.TextField(_("Ý kiến của đơn vị"), blank=True)
    number = models.CharField(_("Số biên bản"), max_length=60, blank=True)
    concluded_on = models.DateField(_("Ngày kết luận"), null=True)
    concluded_by_name = models.CharField(_("Người kết luận"), max_length=120, blank=True)
    cancelled_why = models.CharField(_("Lý do hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Đợt giám sát")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "starts_on"], name="round_of_supervisor"),
            models.Index(fields=["to_unit_id", "starts_on"], name="round_of_unit"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def percent(self) -> float | None:
        return (
            round(100 * self.points / self.of, 1) if self.of and self.points is not None else None
        )


class Finding(ChangingModel):
    """What was not as it should be. item_link: the question of the checklist that showed it."""

    shape: ClassVar[Shape] = replace(
        BOTH_SIDES, reach="up", to=("to_unit_id",), along=("round_id",)
    )

    unit_id = IdField()
    to_unit_id = IdField()
    round_id = IdField()
    grade = models.CharField(_("Mức"), max_length=10)
    text = models.CharField(_("Tồn tại"), max_length=500)
    item_link = models.CharField(max_length=60, blank=True)
    found_on = models.DateField(_("Phát hiện ngày"))
    is_struck = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Tồn tại")
        indexes: ClassVar = [
            models.Index(fields=["round_id"], name="finding_of_round"),
            models.Index(fields=["to_unit_id", "found_on"], name="finding_of_unit"),
        ]

    def __str__(self) -> str:
        return self.text


class CorrectiveAction(ChangingModel):
    """What the unit must do about a finding, who answers for it, by when, and what proves it.

    first_due_on: the deadline of the minutes; due_on the one in force. done_on: when it was mended.
    grade is copied from the finding, so that lists need one table. files: as answers of forms keep them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Chưa giao")
        OPEN = "open", _("Chờ khắc phục")
        REPORTED = "reported", _("Đã báo, chờ kiểm tra")
        ACCEPTED = "accepted", _("Đã khắc phục")

    shape: ClassVar[Shape] = replace(
        BOTH_SIDES,
        reach="up",
        to=(
            "to_unit_id",
            "office_id",
        ),
        along=("round_id",),
    )

    unit_id = IdField()
    to_unit_id = IdField()
    office_id = IdField()
    round_id = IdField()
    finding_id = IdField()
    grade = models.CharField(_("Mức"), max_length=10)
    finding_text = models.CharField(_("Tồn tại"), max_length=500)
    what = models.CharField(_("Việc phải làm"), max_length=500)
    owner_name = models.CharField(_("Người chịu trách nhiệm"), max_length=120, blank=True)
    first_due_on = models.DateField(_("Hạn ban đầu"))
    due_on = models.DateField(_("Hạn"))
    status = models.CharField(
        _("Trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    done_on = models.DateField(_("Ngày khắc phục"), null=True)
    evidence = models.TextField(_("Bằng chứng"), blank=True)
    files = models.JSONField(_("Tệp"), default=list)
    reported_at = models.DateTimeField(_("Báo lúc"), null=True)
    reported_by_name = models.CharField(_("Người báo"), max_length=120, blank=True)
    follow_up = models.TextField(_("Theo dõi"), blank=True)
    accepted_on = models.DateField(_("Ngày xác nhận"), null=True)
    accepted_by_name = models.CharField(_("Người xác nhận"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Việc khắc phục")
        indexes: ClassVar = [
            models.Index(fields=["to_unit_id", "status", "due_on"], name="correction_of_unit"),
            models.Index(fields=["unit_id", "status", "due_on"], name="correction_by_supervisor"),
            models.Index(fields=["round_id"], name="correction_of_round"),
        ]

    def __str__(self) -> str:
        return self.what
