"""Surveys of what units can do, the gaps that they find, what units need, and the plan of the year."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.capability import rules
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

BOTH = "the unit that asks, the unit that is asked, and the units that direct either"
SCOPE = "the unit, the units above it and the units that direct it"


class SurveyCampaign(ChangingModel):
    """A survey of many units in one year. unit_kind, form_code: the kind of units that are asked and their
    form; both empty when every kind is asked, each with its own form (`UnitSurvey.form_code`)."""

    shape: ClassVar[Shape] = Shape("unit", "state", SCOPE, reach="up")

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        SENT = "sent", _("Đã gửi")
        CLOSED = "closed", _("Đã khóa")

    unit_id = IdField()
    year = models.PositiveSmallIntegerField(_("Năm"))
    title = models.CharField(_("Tên đợt khảo sát"), max_length=200)
    form_code = models.CharField(_("Phiếu khảo sát"), max_length=60)
    unit_kind = models.CharField(_("Loại đơn vị"), max_length=40)
    due_on = models.DateField(_("Hạn trả lời"))
    sent_on = models.DateField(_("Ngày gửi"), null=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("Đợt khảo sát")
        indexes: ClassVar = [models.Index(fields=["unit_id", "year"], name="campaign_of_unit")]

    def __str__(self) -> str:
        return self.title


class UnitSurvey(ChangingModel):
    """The survey of one unit. unit_id: who sent it; to_unit_id: who is surveyed.

    The answers are a response of the record (`response_id`); points of `of` stand here for lists.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        BOTH,
        groups=(
            (
                "state",
                "points",
                "of",
                "submitted_on",
                "submitted_by_name",
                "on_site",
                "response_id",
            ),
        ),
        reach="up",
        to=("to_unit_id",),
    )

    class State(models.TextChoices):
        SENT = "sent", _("Chờ trả lời")
        ANSWERING = "answering", _("Đang trả lời")
        SUBMITTED = "submitted", _("Đã nộp")

    unit_id = IdField()
    campaign = models.ForeignKey(SurveyCampaign, models.PROTECT, related_name="surveys")
    to_unit_id = IdField()
    to_name = models.CharField(max_length=200)
    to_name_fold = models.CharField(max_length=260)
    unit_kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("Năm"))
    form_code = models.CharField(max_length=60)
    due_on = models.DateField(_("Hạn trả lời"))
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.SENT)
    response_id = IdField(null=True)
    points = models.FloatField(_("Điểm"), null=True)
    of = models.FloatField(_("Điểm tối đa"), null=True)
    population = models.PositiveIntegerField(_("Dân số phục vụ"), default=0)
    submitted_on = models.DateField(_("Nộp ngày"), null=True)
    submitted_by_name = models.CharField(_("Người nộp"), max_length=120, blank=True)
    on_site = models.BooleanField(_("Điền tại chỗ khi đến khảo sát"), default=False)

    class Meta:
        verbose_name = _("Phiếu khảo sát của đơn vị")
        indexes: ClassVar = [
            models.Index(fields=["campaign", "to_name_fold"], name="survey_of_campaign"),
            models.Index(fields=["to_unit_id", "year"], name="survey_of_surveyed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | Q(submitted_on__isnull=False, response_id__isnull=False),
                name="a_submitted_survey_has_its_answers",
            )
        ]

    def __str__(self) -> str:
        return self.to_name

    @property
    def percent(self) -> float | None:
        if not self.of or self.points is None:
            return None
        return round(100 * self.points / self.of, 1)


class Gap(ChangingModel):
    """Where a survey lost points: what a unit (unit_id) lacks, beside the survey before."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("survey_id",))

    class Effect(models.TextChoices):
        NEW = rules.Effect.NEW.value, _("Mới thấy")
        OPEN = rules.Effect.OPEN.value, _("Chưa đổi")
        BETTER = rules.Effect.BETTER.value, _("Bớt thiếu")
        WORSE = rules.Effect.WORSE.value, _("Thiếu thêm")
        CLOSED = rules.Effect.CLOSED.value, _("Đã hết")

    unit_id = IdField()
    survey_id = IdField(db_index=True)
    year = models.PositiveSmallIntegerField(_("Năm"))
    link = models.CharField(max_length=60)
    kind = models.CharField(_("Nhóm"), max_length=20)
    code = models.CharField(_("Mã"), max_length=60)
    title = models.CharField(_("Còn thiếu"), max_length=200)
    lost = models.FloatField(_("Điểm mất"))
    of = models.FloatField(_("Điểm tối đa"))
    effect = models.CharField(_("So với kỳ trước"), max_length=10, choices=Effect)

    class Meta:
        verbose_name = _("Khoảng trống năng lực")
        indexes: ClassVar = [models.Index(fields=["unit_id", "year"], name="gap_of_unit")]

    def __str__(self) -> str:
        return self.title


class Need(ChangingModel):
    """What a unit needs, of whatever origin; all needs live here.

    source_kind and source_id: the row of another room that it came from, or the gap.
    lost of `of`: points of the survey, for the ranking; population: people whom the unit serves.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("state", "state_note", "state_on"),), reach="up"
    )

    class State(models.TextChoices):
        OPEN = rules.Status.OPEN.value, _("Chờ xem xét")
        PLANNED = rules.Status.PLANNED.value, _("Đã vào kế hoạch")
        MET = rules.Status.MET.value, _("Đã đáp ứng")
        DECLINED = rules.Status.DECLINED.value, _("Không đưa vào")

    class Origin(models.TextChoices):
        GAP = "gap", _("Khảo sát năng lực")
        PROPOSED = "proposed", _("Đơn vị đề xuất")
        PREREQUISITE = "prerequisite", _("Điều kiện của kỹ thuật")
        STANDARD = "standard", _("Thiếu so với định mức")
        FINDING = "finding", _("Kết quả giám sát")
        CONSULT = "consult", _("Câu hỏi hội chẩn lặp lại")

    unit_id = IdField()
    kind = models.CharField(_("Nhóm"), max_length=20)
    code = models.CharField(_("Mã"), max_length=60, blank=True)
    title = models.CharField(_("Nhu cầu"), max_length=200)
    why = models.CharField(_("Vì sao cần"), max_length=500, blank=True)
    origin = models.CharField(_("Từ đâu"), max_length=14, choices=Origin)
    source_kind = models.CharField(max_length=30, blank=True)
    source_id = IdField(null=True)
    quantity = models.PositiveIntegerField(_("Số lượng (người, cái)"), default=1)
    cost_dong = models.BigIntegerField(_("Ước kinh phí (đồng)"), null=True)
    lost = models.FloatField(default=0)
    of = models.FloatField(default=0)
    population = models.PositiveIntegerField(_("Dân số phục vụ"), default=0)
    raised_on = models.DateField(_("Nêu ngày"))
    raised_by_name = models.CharField(_("Người nêu"), max_length=120, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.OPEN)
    state_on = models.DateField(_("Từ ngày"), null=True)
    state_note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Nhu cầu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "state"], name="need_of_unit"),
            models.Index(fields=["state", "kind", "code"], name="need_by_topic"),
        ]

    def __str__(self) -> str:
        return self.title


class YearPlan(ChangingModel):
    """What one unit will do in a year for the units that it directs. Approved, it is frozen."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("state", "decision", "approved_on", "approved_by_name"),),
        reach="up",
    )

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang lập")
        APPROVED = "approved", _("Đã duyệt")

    unit_id = IdField()
    year = models.PositiveSmallIntegerField(_("Năm"))
    title = models.CharField(_("Tên kế hoạch"), max_length=200)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.DRAFT)
    decision = models.CharField(_("Số quyết định"), max_length=120, blank=True)
    approved_on = models.DateField(_("Duyệt ngày"), null=True)
    approved_by_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Kế hoạch năm")
        indexes: ClassVar = [models.Index(fields=["unit_id", "year"], name="year_plan_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
                name="an_approved_plan_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanLine(ChangingModel):
    """One thing to do for one topic of needs, with money, quarter and who does it."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("state", "result", "ended_on"),), reach="up"
    )

    class State(models.TextChoices):
        PLANNED = rules.LineState.PLANNED.value, _("Chưa làm")
        DOING = rules.LineState.DOING.value, _("Đang làm")
        DONE = rules.LineState.DONE.value, _("Đã xong")
        DROPPED = rules.LineState.DROPPED.value, _("Thôi không làm")

    unit_id = IdField()
    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="lines")
    kind = models.CharField(_("Nhóm"), max_length=20)
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("Việc"), max_length=200)
    quarter = models.PositiveSmallIntegerField(_("Quý"))
    responsible = models.CharField(_("Người, bộ phận làm"), max_length=160, blank=True)
    cost_dong = models.BigIntegerField(_("Kinh phí (đồng)"), null=True)
    money = models.CharField(_("Nguồn kinh phí"), max_length=12)
    units = models.PositiveIntegerField(_("Số đơn vị"), default=0)
    points = models.FloatField(_("Điểm xếp hạng khi lập"), default=0)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.PLANNED)
    result = models.CharField(_("Kết quả"), max_length=300, blank=True)
    ended_on = models.DateField(_("Kết thúc ngày"), null=True)

    class Meta:
        verbose_name = _("Việc trong kế hoạch")
        indexes: ClassVar = [models.Index(fields=["unit_id", "state"], name="plan_line_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quarter__gte=1) & Q(quarter__lte=4), name="plan_line_in_a_quarter"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlannedNeed(ChangingModel):
    """A need that a line of a plan is to meet. of_unit_id: the unit that needs it."""

    shape: ClassVar[Shape] = Shape("unit", "register", BOTH, reach="up", to=("of_unit_id",))

    unit_id = IdField()
    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="needs")
    need_id = IdField(db_index=True)
    of_unit_id = IdField(db_index=True)
    title = models.CharField(max_length=200)
    is_off = models.BooleanField(_("Đã gỡ"), default=False)

    class Meta:
        verbose_name = _("Nhu cầu của việc trong kế hoạch")

    def __str__(self) -> str:
        return self.title
