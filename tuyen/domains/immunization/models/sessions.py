"""An immunisation day (buổi tiêm): where, with which lots and vials, and each child who came or did not."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow

STAFF = "the staff of the unit who vaccinate"


class ImmunizationSession(ChangingModel):
    """One day at one place. Closed, nothing more is given in it; its figures are counted from its doses."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", STAFF, groups=(("closed_at", "closed_by_name"),)
    )

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Tại trạm")
        OUTREACH = "outreach", _("Lưu động")

    unit_id = IdField()
    day = models.DateField(_("Ngày"))
    kind = models.CharField(_("Hình thức"), max_length=10, choices=Kind, default=Kind.FIXED)
    place = models.CharField(_("Địa điểm"), max_length=200)
    village = models.CharField(_("Thôn, bản"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("Mở lúc"))
    opened_by_name = models.CharField(_("Người mở"), max_length=120, blank=True)
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True)
    closed_by_name = models.CharField(_("Người kết thúc"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Buổi tiêm")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="session_of_unit")]

    def __str__(self) -> str:
        return self.place

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SessionLot(ChangingModel):
    """The lot from which this vaccine is given today, chosen once. Its id: session and vaccine."""

    shape: ClassVar[Shape] = Shape("unit", "register", STAFF, groups=(("lot", "expiry_on"),))

    unit_id = IdField()
    session = models.ForeignKey(ImmunizationSession, models.PROTECT, related_name="+")
    vaccine = models.CharField(_("Vắc xin"), max_length=20)
    lot = models.CharField(_("Số lô"), max_length=40)
    expiry_on = models.DateField(_("Hạn dùng"))

    class Meta:
        verbose_name = _("Lô của buổi tiêm")

    def __str__(self) -> str:
        return self.lot


class OpenVial(ChangingModel):
    """A vial of several doses that was opened. discard_at: from then on nobody draws from it.

    drawn: doses taken so far. What is left when it is thrown away is its waste.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "register", STAFF, groups=(("discarded_at", "discarded_by_name", "wasted"),)
    )

    unit_id = IdField()
    session = models.ForeignKey(ImmunizationSession, models.PROTECT, related_name="+")
    vaccine = models.CharField(_("Vắc xin"), max_length=20)
    lot = models.CharField(_("Số lô"), max_length=40)
    expiry_on = models.DateField(_("Hạn dùng"))
    size = models.PositiveSmallIntegerField(_("Số liều của lọ"))
    drawn = models.PositiveSmallIntegerField(_("Đã rút"), default=0)
    opened_at = models.DateTimeField(_("Mở lúc"))
    opened_by_name = models.CharField(_("Người mở"), max_length=120, blank=True)
    discard_at = models.DateTimeField(_("Bỏ trước"))
    discarded_at = models.DateTimeField(_("Đã bỏ lúc"), null=True)
    discarded_by_name = models.CharField(_("Người bỏ"), max_length=120, blank=True)
    wasted = models.PositiveSmallIntegerField(_("Liều hủy"), default=0)

    class Meta:
        verbose_name = _("Lọ đã mở")
        indexes: ClassVar = [models.Index(fields=["unit_id", "vaccine"], name="open_vial_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(drawn__lte=models.F("size")),
                name="a_vial_gives_no_more_than_it_has",
            )
        ]

    def __str__(self) -> str:
        return self.lot

    @property
    def left(self) -> int:
        return 0 if self.discarded_at else max(0, self.size - self.drawn)


class SessionVisit(ChangingChartRow):
    """One child in one session: looked at, given or not and why, watched until they go home.

    Its id follows from session and person, so that two tables write one row. answers: item of the
    screening sheet → "yes" for what was found. watch_until: the earliest moment to go home.
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        "chart_of: care link or break-glass, and the compartment",
        groups=(
            ("decision", "decision_reason", "answers", "screened_at", "screened_by_name"),
            ("outcome", "reason"),
            ("watched_since", "watch_until"),
            ("left_at", "left_by_name", "left_how", "left_note"),
        ),
    )

    class Decision(models.TextChoices):
        FIT = "fit", _("Đủ điều kiện tiêm")
        POSTPONED = "postponed", _("Tạm hoãn")
        CONTRAINDICATED = "contraindicated", _("Chống chỉ định")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        GIVEN = "given", _("Đã tiêm")
        NOT_GIVEN = "not_given", _("Không tiêm")

    class Left(models.TextChoices):
        HOME = "home", _("Về nhà")
        EARLY = "early", _("Tự về sớm")
        REACTION = "reaction", _("Có phản ứng")

    session_id = IdField()
    unit_id = IdField()
    came_at = models.DateTimeField(_("Đến lúc"))
    is_walk_in = models.BooleanField(_("Ngoài danh sách"), default=False)
    decision = models.CharField(_("Kết luận khám"), max_length=16, choices=Decision, blank=True)
    decision_reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    answers = models.JSONField(_("Khám sàng lọc"), default=dict)
    screened_at = models.DateTimeField(_("Khám lúc"), null=True)
    screened_by_name = models.CharField(_("Người khám"), max_length=120, blank=True)
    outcome = models.CharField(
        _("Kết quả"), max_length=10, choices=Outcome, default=Outcome.WAITING
    )
    reason = models.CharField(_("Lý do không tiêm"), max_length=20, blank=True)
    watched_since = models.DateTimeField(_("Theo dõi từ"), null=True)
    watch_until = models.DateTimeField(_("Theo dõi đến"), null=True)
    left_at = models.DateTimeField(_("Về lúc"), null=True)
    left_by_name = models.CharField(_("Người cho về"), max_length=120, blank=True)
    left_how = models.CharField(_("Về như thế nào"), max_length=10, choices=Left, blank=True)
    left_note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Lượt tiêm trong buổi")
        indexes: ClassVar = [
            models.Index(fields=["session_id"], name="visit_of_session"),
            models.Index(
                fields=["unit_id", "watched_since"],
                name="still_watched_at_unit",
                condition=models.Q(watched_since__isnull=False, left_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    @property
    def is_watched(self) -> bool:
        return self.watched_since is not None and self.left_at is None
