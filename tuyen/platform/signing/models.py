"""Keys of those who sign, papers, signatures. Papers and signatures are facts: nothing changes them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape, local

_BY_ADDRESS = "whoever holds the paper's address; no row names a patient"


class SigningKey(ChangingModel):
    """The public half of an account's key: 32 bytes of Ed25519, base64. Ended, older signatures stand."""

    shape: ClassVar[Shape] = Shape("unit", "state", _BY_ADDRESS)

    unit_id = IdField()
    account_id = IdField()
    holder_name = models.CharField(_("Người ký"), max_length=120)
    public_key = models.CharField(max_length=44)
    made_at = models.DateTimeField(_("Tạo lúc"))
    ended_at = models.DateTimeField(_("Thôi dùng lúc"), null=True)

    class Meta:
        verbose_name = _("Khóa ký")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "account_id"], name="signing_key_of_account")
        ]

    def __str__(self) -> str:
        return self.holder_name


class KeptKey(models.Model):
    """The private half, on this node alone, wrapped; `id` is that of the SigningKey."""

    shape: ClassVar[Shape] = local("the account itself")

    id = primary_key()
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class SignedPaper(SyncedModel):
    """A PDF that is to be signed: its fingerprint and whose signatures are wanted.

    wanted: [{"role", "label", "account_id"}]; account_id "" where anybody may sign in that role.
    subject: what the paper is about (kind and id of the room that issued it). follows_id: the paper
    that this one adds to.
    """

    shape: ClassVar[Shape] = Shape("unit", "fact", _BY_ADDRESS, along=("subject_id",))

    unit_id = IdField()
    unit_name = models.CharField(_("Đơn vị"), max_length=200)
    kind = models.CharField(_("Loại giấy"), max_length=80)
    number = models.CharField(_("Số"), max_length=40, blank=True)
    day = models.DateField(_("Ngày"))
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    seal = models.CharField(max_length=20)
    wanted = models.JSONField(default=list)
    subject_kind = models.CharField(max_length=40)
    subject_id = IdField()
    follows_id = IdField(null=True)
    issued_at = models.DateTimeField(_("Lập lúc"))
    issued_by_name = models.CharField(_("Người lập"), max_length=120)

    class Meta:
        verbose_name = _("Giấy có chữ ký")
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="signed_paper_of_subject"),
            models.Index(
                fields=["follows_id"],
                name="signed_paper_addenda",
                condition=models.Q(follows_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()


class PaperSignature(SyncedModel):
    """One signature. statement: the exact text that was signed; signature: 64 bytes, base64."""

    shape: ClassVar[Shape] = Shape("unit", "fact", _BY_ADDRESS, along=("paper_id",))

    unit_id = IdField()
    paper = models.ForeignKey(SignedPaper, models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=20)
    account_id = IdField()
    name = models.CharField(_("Người ký"), max_length=120)
    place = models.CharField(_("Nơi làm việc"), max_length=200)
    licence = models.CharField(_("Số giấy phép hành nghề"), max_length=40, blank=True)
    signed_at = models.DateTimeField(_("Ký lúc"))
    key_id = IdField()
    statement = models.TextField()
    signature = models.CharField(max_length=88)

    class Meta:
        verbose_name = _("Chữ ký")

    def __str__(self) -> str:
        return self.name
