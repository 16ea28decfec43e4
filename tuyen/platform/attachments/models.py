"""Which bytes this node keeps, and whether they may be handed out."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class BlobState(models.TextChoices):
    HELD = "held", _("Chờ quét vi-rút")
    CLEAN = "clean", _("Dùng được")
    INFECTED = "infected", _("Có mã độc, đã bỏ")


class Blob(models.Model):
    """Bytes under their own fingerprint: the same file twice is kept once. It has no name of its own.

    Who may read it is decided by whatever names it (a document of a chart, a paper of a unit).
    """

    shape: ClassVar[Shape] = local("whoever may see the record that names it")

    id = primary_key()
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=80)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=BlobState)
    state_at = models.DateTimeField(default=clock.now)
    added_at = models.DateTimeField(default=clock.now)
    added_by = IdField()

    class Meta:
        verbose_name = _("Tệp")
        indexes: ClassVar = [
            models.Index(
                fields=["added_at"], name="blob_held", condition=models.Q(state=BlobState.HELD)
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """A large file on its way in pieces. How far it has come is the length of its file on the disk
    (pieces.py), so that neither a broken line nor a killed process makes the two disagree.

    purpose, subject_id, note: what the room that registered the purpose needs to know to take it.
    """

    shape: ClassVar[Shape] = local("the account that began it")

    id = primary_key()
    account_id = IdField()
    purpose = models.CharField(max_length=40)
    subject_id = IdField(null=True)
    note = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    result_id = IdField(null=True)

    class Meta:
        verbose_name = _("Tệp đang gửi từng phần")
        indexes: ClassVar = [
            models.Index(fields=["account_id", "sha256"], name="upload_of_account"),
            models.Index(fields=["begun_at"], name="upload_by_age"),
        ]

    def __str__(self) -> str:
        return self.name
