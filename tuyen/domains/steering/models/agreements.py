"""Agreements between two sides, and what each side promised in them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.steering.rules.agreements import Term
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "both parties, and the units that direct one of them"


class Agreement(ChangingModel):
    """A document that two sides signed. `unit_id`: the side that keeps it here; the other side is a unit
    of the network (`other_unit_id`) or a body outside it, such as a labour federation (`other_party`)."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(
            ("valid_from", "valid_to", "extended_by", "ended_on", "ended_reason"),
            ("other_unit_id", "other_party"),
            ("document_sha256", "document_type", "document_bytes"),
        ),
        reach="up",
        to=("other_unit_id",),
        blobs=("document_sha256",),
    )

    unit_id = IdField()
    other_unit_id = IdField(null=True)
    other_party = models.CharField(_("Bên ngoài mạng lưới"), max_length=200, blank=True)
    kind = models.CharField(_("Loại"), max_length=20)
    number = models.CharField(_("Số, ký hiệu"), max_length=60)
    title = models.CharField(_("Tên văn bản"), max_length=250)
    purposes = models.JSONField(_("Mục đích"), default=list)
    signed_on = models.DateField(_("Ngày ký"))
    valid_from = models.DateField(_("Có hiệu lực từ"))
    valid_to = models.DateField(_("Đến hết ngày"), null=True)
    extended_by = models.CharField(_("Gia hạn theo"), max_length=120, blank=True)
    ended_on = models.DateField(_("Chấm dứt từ ngày"), null=True)
    ended_reason = models.CharField(_("Lý do chấm dứt"), max_length=300, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    supersedes_id = IdField(null=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    document_type = models.CharField(max_length=80, blank=True)
    document_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("Thỏa thuận hợp tác")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "valid_to"], name="agreement_of_unit"),
            models.Index(fields=["other_unit_id"], name="agreement_of_other"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(other_unit_id__isnull=False) | Q(other_party__gt=""),
                name="agreement_has_two_sides",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def term(self) -> Term:
        return Term(self.valid_from, self.valid_to, self.ended_on)


class Commitment(ChangingModel):
    """One promise of an agreement: who owes what by which day. No `owner_unit_id`: the side outside the
    network owes it."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "done_on", "result", "done_by", "done_by_name"),),
        reach="up",
        to=("owner_unit_id",),
        along=("agreement_id",),
    )

    unit_id = IdField()
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commitments")
    owner_unit_id = IdField(null=True)
    title = models.CharField(_("Cam kết"), max_length=250)
    deliverable = models.CharField(_("Sản phẩm"), max_length=250)
    due_on = models.DateField(_("Hạn"))
    task_id = IdField(null=True)
    status = models.CharField(_("Trạng thái"), max_length=10, default="open")
    done_on = models.DateField(_("Xong ngày"), null=True)
    result = models.CharField(_("Kết quả"), max_length=500, blank=True)
    done_by = IdField(null=True)
    done_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("Cam kết")
        indexes: ClassVar = [
            models.Index(fields=["owner_unit_id", "status", "due_on"], name="commitment_of_owner"),
            models.Index(fields=["unit_id", "status", "due_on"], name="commitment_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title
