"""The ledger of a store, and the balance that is kept from it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.pharmacy.models.items import STAFF, Item, StockLot
from tuyen.domains.pharmacy.rules import ledger
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.shape import Shape, local


class StockMovement(SyncedModel):
    """So many units of a lot came (+) or went (−). Never changed; a mistake is met by another row.

    document_id: the paper of the store, or the hand-over (Dispense) that it belongs to. `number`: the
    number of that paper, or of the prescription.
    """

    shape: ClassVar[Shape] = Shape("unit", "ledger", STAFF)

    class Kind(models.TextChoices):
        RECEIPT = ledger.Kind.RECEIPT.value, _("Nhập")
        DISPENSE = ledger.Kind.DISPENSE.value, _("Cấp cho người bệnh")
        PATIENT_RETURN = ledger.Kind.PATIENT_RETURN.value, _("Người bệnh trả lại")
        TRANSFER_OUT = ledger.Kind.TRANSFER_OUT.value, _("Chuyển đi")
        TRANSFER_IN = ledger.Kind.TRANSFER_IN.value, _("Nhận chuyển")
        RETURN_OUT = ledger.Kind.RETURN_OUT.value, _("Trả nơi cấp")
        DESTRUCTION = ledger.Kind.DESTRUCTION.value, _("Hủy")
        ADJUSTMENT = ledger.Kind.ADJUSTMENT.value, _("Điều chỉnh kiểm kê")

    unit_id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="+")
    lot = models.ForeignKey(StockLot, models.PROTECT, related_name="movements")
    kind = models.CharField(_("Loại"), max_length=16, choices=Kind)
    quantity = models.IntegerField(_("Số lượng"))
    day = models.DateField(_("Ngày"))
    at = models.DateTimeField(_("Lúc"))
    document_id = IdField()
    number = models.CharField(_("Số chứng từ"), max_length=30, blank=True)
    note = models.CharField(_("Diễn giải"), max_length=300, blank=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)
    second_name = models.CharField(_("Người ký thứ hai"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Biến động kho")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "item", "day"], name="card_of_item"),
            models.Index(fields=["document_id"], name="movements_of_document"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(quantity=0), name="a_movement_moves")
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+d}"


class StockBalance(models.Model):
    """What is left of a lot, kept by a projection and locked while units leave (rulings 13).

    Never below zero on the node that owns the store; after a merge it may be, and is then shown.
    """

    shape: ClassVar[Shape] = local("projection of the ledger; as the lots themselves")

    lot_id = IdField(primary_key=True)
    unit_id = IdField()
    item_id = IdField()
    drug_code = models.CharField(max_length=40, blank=True)
    lot_number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True)
    source = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, default="usable")
    quantity = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "drug_code"], name="balance_by_drug"),
            models.Index(fields=["unit_id", "item_id"], name="balance_by_item"),
        ]

    def __str__(self) -> str:
        return str(self.quantity)
