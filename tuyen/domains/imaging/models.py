"""Pictures that wait for a word: the name in them is not that of the chart."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class PendingUpload(models.Model):
    """What was sent and examined; kept in the chart once its sender says that it is this person.

    files: of each, its fingerprint and what it says. differs: what contradicts the chart.
    """

    shape: ClassVar[Shape] = local("the account that sent it")

    id = primary_key()
    patient_id = IdField()
    account_id = IdField()
    order_id = IdField(null=True)
    files = models.JSONField(default=list)
    named = models.CharField(max_length=200, blank=True)
    differs = models.JSONField(default=list)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("Ảnh chờ xác nhận")
        indexes: ClassVar = [models.Index(fields=["sent_at"], name="imaging_pending_by_age")]

    def __str__(self) -> str:
        return str(self.id)
