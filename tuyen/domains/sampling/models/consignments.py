"""Specimens on their way to a laboratory: the handing list, and what arrived."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.sampling.models.rounds import SCOPE
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.shape import Shape


class Consignment(SyncedModel):
    """What was handed over at one time; the members of rounds name it."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", to=("laboratory_id",))

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    round_id = IdField()
    laboratory_id = IdField()
    laboratory_name = models.CharField(_("Phòng xét nghiệm"), max_length=200)
    number = models.CharField(_("Số biên bản"), max_length=24)
    size = models.PositiveIntegerField(_("Số mẫu"))
    sent_at = models.DateTimeField(_("Gửi lúc"))
    sent_by_name = models.CharField(_("Người gửi"), max_length=120)
    carrier = models.CharField(_("Người vận chuyển"), max_length=120, blank=True)
    celsius = models.DecimalField(_("Nhiệt độ khi gửi (°C)"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("Biên bản giao mẫu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "sent_at"], name="consignment_of_unit"),
            models.Index(fields=["laboratory_id", "sent_at"], name="consignment_to_lab"),
        ]

    def __str__(self) -> str:
        return self.number


class ConsignmentReceipt(SyncedModel):
    """The laboratory counted what came. Its id follows from the consignment."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", to=("taker_id",))

    unit_id = IdField()
    compartment = models.CharField(max_length=20, blank=True)
    taker_id = IdField()
    consignment_id = IdField()
    received = models.PositiveIntegerField(_("Số mẫu nhận"))
    rejected = models.PositiveIntegerField(_("Số mẫu từ chối"))
    received_at = models.DateTimeField(_("Nhận lúc"))
    received_by_name = models.CharField(_("Người nhận"), max_length=120)
    celsius = models.DecimalField(_("Nhiệt độ khi nhận (°C)"), max_digits=4, decimal_places=1)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Biên bản nhận mẫu")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "consignment_id"], name="receipt_of_consignment")
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%d/%m/%Y}"
