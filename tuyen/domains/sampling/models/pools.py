"""Pools of specimens and what the laboratory found in them: one row a version, the newest counts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.sampling.models.rounds import SCOPE
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape


class SamplePool(ChangingModel):
    """unit_id: who put it together. way: of one tube nothing is left for a single test."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, reach="up", to=("taker_id", "laboratory_id")
    )

    class Way(models.TextChoices):
        TUBE = "tube", _("Chung một ống")
        ALIQUOT = "aliquot", _("Trích từ ống riêng")

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    round_id = IdField()
    taker_id = IdField()
    laboratory_id = IdField()
    number = models.CharField(_("Số mẫu gộp"), max_length=24)
    way = models.CharField(_("Cách gộp"), max_length=8, choices=Way)
    size = models.PositiveSmallIntegerField(_("Số mẫu"))
    newest_at = models.DateTimeField(_("Mẫu cuối lấy lúc"))
    made_at = models.DateTimeField(_("Gộp lúc"))
    made_by_name = models.CharField(_("Người gộp"), max_length=120)
    is_undone = models.BooleanField(_("Đã bỏ gộp"), default=False)

    class Meta:
        verbose_name = _("Mẫu gộp")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "made_at"], name="pool_of_unit"),
            models.Index(fields=["round_id", "made_at"], name="pool_of_round"),
        ]

    def __str__(self) -> str:
        return self.number


class PoolResult(SyncedModel):
    """A version of what a pool answered. The newest verified one counts; the others are its history."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", to=("taker_id",))

    class Answer(models.TextChoices):
        NEGATIVE = "negative", _("Âm tính")
        POSITIVE = "positive", _("Dương tính")
        INVALID = "invalid", _("Không hợp lệ")

    class Status(models.TextChoices):
        PRELIMINARY = "preliminary", _("Chờ duyệt")
        FINAL = "final", _("Đã duyệt")
        AMENDED = "amended", _("Đã sửa sau khi duyệt")

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    taker_id = IdField()
    round_id = IdField()
    pool_id = IdField()
    answer = models.CharField(_("Kết quả"), max_length=8, choices=Answer)
    status = models.CharField(_("Trạng thái"), max_length=12, choices=Status)
    measured_at = models.DateTimeField(_("Làm lúc"))
    entered_by = IdField()
    entered_name = models.CharField(_("Người thực hiện"), max_length=120)
    entered_at = models.DateTimeField(_("Nhập lúc"))
    verified_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)
    verified_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    why = models.CharField(_("Lý do sửa"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Kết quả mẫu gộp")
        indexes: ClassVar = [models.Index(fields=["unit_id", "pool_id"], name="result_of_pool")]

    def __str__(self) -> str:
        return self.answer
