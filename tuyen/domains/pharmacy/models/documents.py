"""The papers of a store: receipt, transfer, return, destruction, count, recall."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.pharmacy.models.items import STAFF
from tuyen.domains.pharmacy.rules import documents
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class StockDocument(ChangingModel):
    """One paper with its movements. A transfer is sent by `unit_id` and received by `to_unit_id`."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        f"{STAFF}; a transfer also the staff of the unit that it is sent to",
        to=("to_unit_id",),
    )

    class Kind(models.TextChoices):
        RECEIPT = documents.Kind.RECEIPT.value, _("Phiếu nhập")
        TRANSFER = documents.Kind.TRANSFER.value, _("Phiếu chuyển kho")
        RETURN = documents.Kind.RETURN.value, _("Phiếu trả nơi cấp")
        DESTRUCTION = documents.Kind.DESTRUCTION.value, _("Biên bản hủy")
        COUNT = documents.Kind.COUNT.value, _("Biên bản kiểm kê")
        RECALL = documents.Kind.RECALL.value, _("Lệnh thu hồi")

    class Status(models.TextChoices):
        DONE = documents.Status.DONE.value, _("Đã ghi")
        SENT = documents.Status.SENT.value, _("Đang chuyển")
        RECEIVED = documents.Status.RECEIVED.value, _("Đã nhận đủ")
        DIFFERS = documents.Status.DIFFERS.value, _("Nhận thiếu")
        BACK = documents.Status.BACK.value, _("Đã lấy lại")

    unit_id = IdField()
    kind = models.CharField(_("Loại"), max_length=12, choices=Kind)
    serial = models.PositiveIntegerField()
    number = models.CharField(_("Số"), max_length=30)
    status = models.CharField(_("Trạng thái"), max_length=10, choices=Status, default="done")
    day = models.DateField(_("Ngày"))
    at = models.DateTimeField(_("Lúc"))
    paper_number = models.CharField(_("Số hóa đơn, phiếu xuất"), max_length=60, blank=True)
    counterpart = models.CharField(_("Nơi giao, nơi nhận"), max_length=200, blank=True)
    to_unit_id = IdField(null=True)
    source = models.CharField(_("Nguồn"), max_length=20, blank=True)
    note = models.CharField(_("Lý do, ghi chú"), max_length=300, blank=True)
    by = IdField(null=True)
    by_name = models.CharField(_("Người lập"), max_length=120)
    second_name = models.CharField(_("Người ký thứ hai"), max_length=120, blank=True)
    closed_at = models.DateTimeField(_("Nhận lúc"), null=True)
    closed_by_name = models.CharField(_("Người nhận"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Chứng từ kho")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "day"], name="document_of_unit"),
            models.Index(
                fields=["to_unit_id", "status"],
                name="transfer_to_unit",
                condition=models.Q(to_unit_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number
