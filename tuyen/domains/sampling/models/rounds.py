"""A sampling round of one unit, and the people in it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow

SCOPE = "the unit that takes and those above it, the laboratory; the compartment"


class SampleRound(ChangingModel):
    """Đợt lấy mẫu. test: code of rulebook surveillance/sampling and clinical/orderables."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "closed_at", "closed_by_name", "closing_note"),),
        reach="up",
        to=("laboratory_id",),
    )

    class Place(models.TextChoices):
        COMMUNE = "commune", _("Xã, phường, thôn bản")
        HOUSEHOLD = "household", _("Hộ gia đình")
        SCHOOL = "school", _("Trường học")
        WORKPLACE = "workplace", _("Nơi làm việc")
        FACILITY = "facility", _("Cơ sở y tế")
        CUSTODY = "custody", _("Nơi giam, giữ")
        GATE = "gate", _("Chốt, cửa khẩu")

    class Status(models.TextChoices):
        OPEN = "open", _("Đang lấy mẫu")
        CLOSED = "closed", _("Đã khép")

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    laboratory_id = IdField()
    laboratory_name = models.CharField(_("Phòng xét nghiệm"), max_length=200)
    area_id = IdField(null=True)
    place_kind = models.CharField(_("Loại nơi lấy mẫu"), max_length=10, choices=Place)
    place = models.CharField(_("Nơi lấy mẫu"), max_length=200)
    disease = models.CharField(_("Bệnh"), max_length=30)
    test = models.CharField(_("Xét nghiệm"), max_length=40)
    specimen_kind = models.CharField(_("Loại mẫu"), max_length=20)
    reason = models.CharField(_("Lý do"), max_length=20)
    pool_size = models.PositiveSmallIntegerField(_("Số mẫu một gộp"), default=1)
    opened_on = models.DateField(_("Ngày mở"))
    opened_at = models.DateTimeField(_("Mở lúc"))
    opened_by_id = IdField()
    opened_by_name = models.CharField(_("Người mở"), max_length=120)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="open")
    closed_at = models.DateTimeField(_("Khép lúc"), null=True)
    closed_by_name = models.CharField(_("Người khép"), max_length=120, blank=True)
    closing_note = models.CharField(_("Nhận định"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Đợt lấy mẫu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "opened_on"], name="sample_round_of_unit"),
            models.Index(fields=["laboratory_id", "opened_on"], name="sample_round_of_lab"),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class RoundMember(ChangingChartRow):
    """One person of a round; its id follows from round and person, so nobody stands in it twice.

    The order and the specimen are the record's own. pooled_specimen_id: which one went into the pool: after a
    positive pool a new one may stand in specimen_id. decision: what a person made of a positive answer.
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        SCOPE,
        groups=(
            ("order_id", "specimen_id", "number", "taken_at"),
            ("pool_id", "pooled_specimen_id"),
            ("decision", "decided_at", "decided_by_name", "decided_why"),
        ),
    )

    class Decision(models.TextChoices):
        TAKEN_UP = "taken_up", _("Đã đưa vào ca bệnh")
        DECLINED = "declined", _("Không đổi phân loại")

    unit_id = IdField()
    laboratory_id = IdField()
    round_id = IdField()
    case_id = IdField(null=True)
    planned_at = models.DateTimeField(_("Vào danh sách lúc"))
    order_id = IdField(null=True)
    specimen_id = IdField(null=True)
    number = models.CharField(_("Số mẫu"), max_length=20, blank=True)
    taken_at = models.DateTimeField(_("Lấy lúc"), null=True)
    consignment_id = IdField(null=True)
    pool_id = IdField(null=True)
    pooled_specimen_id = IdField(null=True)
    decision = models.CharField(_("Quyết định"), max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("Quyết định lúc"), null=True)
    decided_by_name = models.CharField(_("Người quyết định"), max_length=120, blank=True)
    decided_why = models.CharField(_("Lý do"), max_length=300, blank=True)
    is_out = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Người trong đợt lấy mẫu")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "taken_at"], name="sampled_person"),
            models.Index(fields=["unit_id", "taken_at"], name="sampled_at_unit"),
            models.Index(fields=["laboratory_id", "taken_at"], name="sampled_for_lab"),
            models.Index(fields=["round_id", "taken_at"], name="sampled_in_round"),
        ]

    def __str__(self) -> str:
        return self.number
