"""Where vaccine lies: fridges and boxes, how cold they were, when they were not, what lay inside."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.vaccine_supply.models.supply import SCOPE
from tuyen.domains.vaccine_supply.rules import cold
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class Fridge(ChangingModel):
    """What keeps vaccine cold. kind: of the rulebook, which says the temperatures that are allowed.

    tag: its number in the equipment register, as it stands on the thing itself.
    """

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    kind = models.CharField(_("Loại"), max_length=20)
    name = models.CharField(_("Tên, chỗ đặt"), max_length=120)
    name_fold = models.CharField(max_length=160)
    tag = models.CharField(_("Số tài sản, số máy"), max_length=80, blank=True)
    litres = models.FloatField(_("Dung tích (lít)"), null=True)
    used_from = models.DateField(_("Theo dõi từ ngày"))
    is_closed = models.BooleanField(_("Không còn dùng"), default=False)

    class Meta:
        verbose_name = _("Tủ lạnh, hòm lạnh")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="fridge_of_unit")]

    def __str__(self) -> str:
        return self.name


class ColdReading(ChangingModel):
    """What a person read on the thermometer; one a turn, corrected where it stands."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("celsius", "froze", "taken_at", "read_by_name"),),
        reach="up",
        along=("fridge_id",),
    )

    class Turn(models.TextChoices):
        MORNING = cold.Turn.MORNING.value, _("Sáng")
        AFTERNOON = cold.Turn.AFTERNOON.value, _("Chiều")

    unit_id = IdField()
    fridge = models.ForeignKey(Fridge, models.PROTECT, related_name="readings")
    read_on = models.DateField(_("Ngày"))
    turn = models.CharField(_("Lần đo"), max_length=9, choices=Turn)
    celsius = models.DecimalField(_("Nhiệt độ (°C)"), max_digits=4, decimal_places=1)
    froze = models.BooleanField(_("Chỉ thị đông băng đã đổi"), default=False)
    taken_at = models.DateTimeField(_("Lúc đo"))
    read_by_name = models.CharField(_("Người đo"), max_length=120)

    class Meta:
        verbose_name = _("Lần đo nhiệt độ")
        indexes: ClassVar = [models.Index(fields=["fridge", "read_on"], name="reading_of_fridge")]

    def __str__(self) -> str:
        return f"{self.read_on:%d/%m/%Y} {self.celsius}"


class LoggerDay(ChangingModel):
    """A day of an automatic logger. points: [minute of the day, tenths of a degree], in order."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("fridge_id",))

    unit_id = IdField()
    fridge = models.ForeignKey(Fridge, models.PROTECT, related_name="logger_days")
    day = models.DateField(_("Ngày"))
    points = models.JSONField(_("Số đo"), default=list)

    class Meta:
        verbose_name = _("Ngày đo tự ghi")
        indexes: ClassVar = [models.Index(fields=["fridge", "day"], name="logger_of_fridge")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class Excursion(ChangingModel):
    """Out of the allowed temperatures, found by rule. minutes: None where nobody knows how long."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("kind", "started_at", "ended_at", "extreme_celsius", "minutes"),
            ("state", "closed_on", "closed_by_name", "cause"),
        ),
        reach="up",
        along=("fridge_id",),
    )

    class Kind(models.TextChoices):
        HOT = cold.Kind.HOT.value, _("Quá nóng")
        COLD = cold.Kind.COLD.value, _("Quá lạnh")
        FREEZE = cold.Kind.FREEZE.value, _("Báo động đông băng")

    class State(models.TextChoices):
        OPEN = cold.State.OPEN.value, _("Chờ xử lý")
        CLOSED = cold.State.CLOSED.value, _("Đã xử lý")
        MISTAKEN = cold.State.MISTAKEN.value, _("Số đo đã sửa")

    unit_id = IdField()
    fridge = models.ForeignKey(Fridge, models.PROTECT, related_name="excursions")
    kind = models.CharField(_("Loại"), max_length=6, choices=Kind)
    started_at = models.DateTimeField(_("Từ lúc"))
    ended_at = models.DateTimeField(_("Đến lúc"))
    extreme_celsius = models.DecimalField(_("Mức xa nhất (°C)"), max_digits=4, decimal_places=1)
    minutes = models.PositiveIntegerField(_("Số phút"), null=True)
    state = models.CharField(_("Trạng thái"), max_length=8, choices=State, default=State.OPEN)
    cause = models.CharField(_("Nguyên nhân, việc đã làm"), max_length=300, blank=True)
    closed_on = models.DateField(_("Xử lý xong ngày"), null=True)
    closed_by_name = models.CharField(_("Người xử lý"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Lần nhiệt độ ra ngoài khoảng")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "state"], name="excursion_of_unit"),
            models.Index(fields=["fridge", "started_at"], name="excursion_of_fridge"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="excursion_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.extreme_celsius}"


class ExcursionLot(ChangingModel):
    """A lot that lay inside, its vial monitor, and what a person decided."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            (
                "decision",
                "vvm_stage",
                "has_passed_shaking",
                "reason",
                "decided_on",
                "decided_by_name",
            ),
        ),
        reach="up",
        along=("excursion_id",),
    )

    class Decision(models.TextChoices):
        WAITING = cold.Decision.WAITING.value, _("Chưa quyết định")
        USE = cold.Decision.USE.value, _("Dùng tiếp")
        QUARANTINE = cold.Decision.QUARANTINE.value, _("Để riêng, chờ kết luận")
        DISCARD = cold.Decision.DISCARD.value, _("Hủy")
        ELSEWHERE = cold.Decision.ELSEWHERE.value, _("Không ở trong tủ này")

    unit_id = IdField()
    excursion = models.ForeignKey(Excursion, models.PROTECT, related_name="lots")
    vaccine = models.CharField(_("Vắc xin"), max_length=40)
    lot_number = models.CharField(_("Số lô"), max_length=40)
    doses = models.PositiveIntegerField(_("Số liều"), default=0)
    vvm_stage = models.PositiveSmallIntegerField(_("Mức chỉ thị nhiệt (VVM)"), null=True)
    has_passed_shaking = models.BooleanField(_("Thử lắc đạt"), null=True)
    decision = models.CharField(
        _("Quyết định"), max_length=10, choices=Decision, default=Decision.WAITING
    )
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    decided_on = models.DateField(_("Quyết định ngày"), null=True)
    decided_by_name = models.CharField(_("Người quyết định"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Lô vắc xin trong tủ khi đó")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "vaccine", "lot_number"], name="excursion_lot")
        ]

    def __str__(self) -> str:
        return self.lot_number
