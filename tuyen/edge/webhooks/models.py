"""Programs that want to be told, and what was told to them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.core.ids import uuid7
from tuyen.platform.changes.shape import Shape, local

SCOPE = "administrators of the node, inside their units"


class Webhook(models.Model):
    """An address that hears of visits at a unit and below it. The secret signs what is sent."""

    shape: ClassVar[Shape] = local(SCOPE)

    id = primary_key()
    unit_id = IdField()
    path = models.CharField(max_length=400)
    name = models.CharField(_("Chương trình nào nhận"), max_length=80)
    url = models.CharField(_("Địa chỉ nhận"), max_length=300)
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("Tạo lúc"), default=clock.now)
    created_by = IdField()
    told_until = IdField(default=uuid7)  # the last visit looked at: ids grow with time
    ended_at = models.DateTimeField(_("Dừng lúc"), null=True)

    class Meta:
        verbose_name = _("Nơi nhận tin")

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """One event for one address. Ids only: the receiver reads the record through the API."""

    shape: ClassVar[Shape] = local(SCOPE)

    id = IdField(primary_key=True)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="sendings")
    event = models.CharField(_("Sự kiện"), max_length=40)
    facts = models.JSONField()
    created_at = models.DateTimeField(_("Lúc"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("Số lần gửi"), default=0)
    status = models.PositiveSmallIntegerField(_("Trả lời"), null=True)
    sent_at = models.DateTimeField(_("Nhận lúc"), null=True)
    last_error = models.CharField(_("Lỗi gần nhất"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Tin đã gửi")
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-created_at"], name="sending_of_webhook")
        ]

    def __str__(self) -> str:
        return self.event
