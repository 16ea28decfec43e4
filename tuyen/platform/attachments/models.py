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
