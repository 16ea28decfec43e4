"""What must still happen after a commit, and when the regular jobs ran last."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import primary_key
from tuyen.platform.changes.shape import Shape, local

STILL_TO_DO = models.Q(done_at__isnull=True, dead_at__isnull=True)


class Delivery(models.Model):
    """One event for one listener. `payload` holds ids and codes, never a person's name or number.

    Written in the transaction of the act; delivered at least once; `last_error` names the fault and
    the line of code, not its message, which might quote a record.
    """

    shape: ClassVar[Shape] = local("node administrators")

    id = primary_key()
    listener = models.CharField(max_length=160)
    event = models.CharField(_("Sự kiện"), max_length=80)
    payload = models.BinaryField()
    created_at = models.DateTimeField(_("Tạo lúc"), default=clock.now)
    not_before = models.DateTimeField(_("Không sớm hơn"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("Số lần thử"), default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("Xong lúc"), null=True)
    dead_at = models.DateTimeField(_("Dừng thử lúc"), null=True)
    last_error = models.CharField(_("Lỗi gần nhất"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Việc chờ chuyển")
        indexes: ClassVar = [
            models.Index(fields=["not_before"], name="delivery_due", condition=STILL_TO_DO),
            models.Index(
                fields=["done_at"],
                name="delivery_done",
                condition=models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.listener}"

    @property
    def listener_short(self) -> str:
        return short(self.listener)


class RegularJob(models.Model):
    """A job that runs every so often: when it may run next, and how the last run ended."""

    shape: ClassVar[Shape] = local("node administrators")

    name = models.CharField(max_length=160, primary_key=True)
    next_at = models.DateTimeField(_("Lần chạy tới"))
    ran_at = models.DateTimeField(_("Lần chạy gần nhất"), null=True)
    last_error = models.CharField(_("Lỗi gần nhất"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return short(self.name)


def short(dotted: str) -> str:
    """`tuyen.record.listeners.open_task` → `record.open_task`: the room and what it does."""
    parts = dotted.removeprefix("tuyen.").split(".")
    return f"{parts[-3]}.{parts[-1]}" if len(parts) > 2 else ".".join(parts)
