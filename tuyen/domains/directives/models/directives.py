"""A directive, who received and read it, and what it asks of each unit."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the issuer and whoever directs it; the units it is addressed to"


class DirectiveStatus(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    APPROVED = "approved", _("Đã duyệt")
    ISSUED = "issued", _("Đã ban hành")
    SUPERSEDED = "superseded", _("Đã thay thế")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class Audience(models.TextChoices):
    TREE = "tree", _("Mọi đơn vị trực thuộc và được chỉ đạo")
    KIND = "kind", _("Theo loại đơn vị")
    PICKED = "picked", _("Chọn từng đơn vị")


class Directive(ChangingModel):
    """One paper of the issuer (`unit_id`). Once issued its text never changes: a new one supersedes it.

    asks: what every addressed unit must do, as a list of {title, due_on, needs_evidence}.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "approved_at", "approved_by_name"),
            ("issued_at", "issued_on", "issued_by", "issued_by_name", "number", "sent_to"),
            ("withdrawn_at", "withdrawn_by_name", "withdrawn_why"),
            ("in_force_from", "in_force_to"),
            ("file_sha256", "file_name", "file_type", "file_bytes"),
        ),
        reach="up",
        blobs=("file_sha256",),
    )

    unit_id = IdField()
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    kind = models.CharField(_("Loại văn bản"), max_length=20)
    title = models.CharField(_("Trích yếu"), max_length=300)
    title_fold = models.CharField(max_length=400)
    body = models.TextField(_("Nội dung"), blank=True)
    legal_basis = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=DirectiveStatus, default=DirectiveStatus.DRAFT
    )
    audience = models.CharField(
        _("Nơi nhận"), max_length=10, choices=Audience, default=Audience.TREE
    )
    audience_kinds = models.JSONField(default=list)
    audience_ids = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    read_due_on = models.DateField(_("Đọc trước ngày"), null=True)
    in_force_from = models.DateField(_("Hiệu lực từ"), null=True)
    in_force_to = models.DateField(_("Hiệu lực đến"), null=True)
    basis_id = IdField(null=True)
    supersedes_id = IdField(null=True)
    superseded_by_id = IdField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=80, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by = IdField()
    drafted_by_name = models.CharField(_("Người soạn"), max_length=120)
    approved_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    approved_by_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)
    signed_by = models.CharField(_("Người ký"), max_length=120, blank=True)
    signed_as = models.CharField(_("Chức vụ người ký"), max_length=120, blank=True)
    issued_at = models.DateTimeField(_("Ban hành lúc"), null=True)
    issued_on = models.DateField(_("Ngày ban hành"), null=True)
    issued_by = IdField(null=True)
    issued_by_name = models.CharField(max_length=120, blank=True)
    sent_to = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(_("Thu hồi lúc"), null=True)
    withdrawn_by_name = models.CharField(max_length=120, blank=True)
    withdrawn_why = models.CharField(_("Lý do thu hồi"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Văn bản chỉ đạo")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "issued_on"], name="directive_of_issuer")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="issued")
                | (models.Q(number__gt="") & models.Q(issued_on__isnull=False)),
                name="issued_with_number_and_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withdrawn") | models.Q(withdrawn_why__gt=""),
                name="withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def is_out(self) -> bool:
        """Has it left the issuer?"""
        return self.status not in (DirectiveStatus.DRAFT, DirectiveStatus.APPROVED)


class ReceiptStatus(models.TextChoices):
    IN_FORCE = "issued", _("Còn hiệu lực")
    SUPERSEDED = "superseded", _("Đã thay thế")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class Receipt(ChangingModel):
    """One directive at one unit (`unit_id`): the line of its in-box, with what a list shows."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("read_at", "read_by", "read_by_name"),),
        reach="up",
        to=("issuer_id",),
        needs=("directive_id",),
    )

    unit_id = IdField()
    directive_id = IdField()
    issuer_id = IdField()
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=400)
    issued_on = models.DateField()
    read_due_on = models.DateField()
    in_force_to = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=ReceiptStatus, default=ReceiptStatus.IN_FORCE)
    read_at = models.DateTimeField(_("Đọc lúc"), null=True)
    read_by = IdField(null=True)
    read_by_name = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(_("Biết đã thu hồi lúc"), null=True)
    reminded_at = models.DateTimeField(_("Nhắc lúc"), null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Văn bản đến")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "issued_on"], name="receipt_of_unit"),
            models.Index(fields=["directive_id"], name="receipt_of_directive"),
            models.Index(fields=["issuer_id", "read_at"], name="receipt_of_issuer"),
        ]

    def __str__(self) -> str:
        return self.number


class Reading(SyncedModel):
    """One account said that it had read the directive; written once an account."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", along=("receipt_id",))

    unit_id = IdField()
    directive_id = IdField()
    receipt_id = IdField()
    account_id = IdField()
    name = models.CharField(max_length=120)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Người đã đọc")
        indexes: ClassVar = [
            models.Index(fields=["directive_id"], name="reading_of_directive"),
            models.Index(fields=["unit_id", "receipt_id"], name="reading_of_receipt"),
        ]

    def __str__(self) -> str:
        return self.name


class DutyStatus(models.TextChoices):
    OPEN = "open", _("Chưa làm")
    REPORTED = "reported", _("Đã báo cáo")
    RETURNED = "returned", _("Trả lại làm tiếp")
    ACCEPTED = "accepted", _("Đã công nhận")
    CANCELLED = "cancelled", _("Không phải làm nữa")


class Duty(ChangingModel):
    """What one directive asks of one unit by a day, with the unit's report and evidence."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "reported_at", "reported_by_name", "report", "answer"),
            ("evidence_sha256", "evidence_name", "evidence_type"),
        ),
        reach="up",
        to=("issuer_id",),
        needs=("directive_id",),
        blobs=("evidence_sha256",),
    )

    unit_id = IdField()
    directive_id = IdField()
    issuer_id = IdField()
    number = models.CharField(max_length=60)
    title = models.CharField(_("Việc"), max_length=200)
    due_on = models.DateField(_("Hạn"))
    needs_evidence = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=DutyStatus, default=DutyStatus.OPEN)
    report = models.CharField(_("Kết quả thực hiện"), max_length=1000, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_type = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by_name = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Việc theo văn bản")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "due_on"], name="duty_of_unit"),
            models.Index(fields=["directive_id"], name="duty_of_directive"),
            models.Index(fields=["issuer_id", "status", "due_on"], name="duty_of_issuer"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.status in (DutyStatus.OPEN, DutyStatus.RETURNED)
