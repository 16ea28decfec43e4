"""Two nodes that share a secret, the numbers that one asks with, the codes that the other gives."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.shape import Shape, local

_MANAGERS = "whoever manages accounts of the unit"


class KnownStation(models.Model):
    """On the upper node: a machine of a lower unit that takes our codes."""

    shape: ClassVar[Shape] = local(_MANAGERS)

    id = primary_key()
    unit_id = IdField(db_index=True)
    name = models.CharField(_("Máy"), max_length=120)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(_("Ghép lúc"), default=clock.now)
    made_by_name = models.CharField(_("Người ghép"), max_length=120)
    ended_at = models.DateTimeField(_("Thôi dùng lúc"), null=True)

    def __str__(self) -> str:
        return self.name


class UpperTier(models.Model):
    """On the station: whose codes this machine takes, and the telephone that answers."""

    shape: ClassVar[Shape] = local(_MANAGERS)

    id = primary_key()
    unit_id = IdField()
    name = models.CharField(_("Đơn vị tuyến trên"), max_length=120)
    phone = models.CharField(_("Điện thoại"), max_length=40)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(_("Ghép lúc"), default=clock.now)
    made_by_name = models.CharField(_("Người ghép"), max_length=120)
    ended_at = models.DateTimeField(_("Thôi dùng lúc"), null=True)

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """On the station: a number that somebody reads to the supervisor. It is answered once."""

    shape: ClassVar[Shape] = local(_MANAGERS)

    id = primary_key()
    tier = models.ForeignKey(UpperTier, models.CASCADE, related_name="questions")
    number = models.CharField(_("Số"), max_length=9)
    purpose = models.CharField(_("Việc"), max_length=20)
    username = models.CharField(_("Tên đăng nhập"), max_length=60)
    full_name = models.CharField(_("Họ và tên"), max_length=120, blank=True)
    role = models.CharField(_("Vai trò"), max_length=40, blank=True)
    place = models.CharField(_("Máy hỏi"), max_length=45, blank=True)
    asked_at = models.DateTimeField(_("Hỏi lúc"), default=clock.now)
    expires_at = models.DateTimeField(_("Hết hạn lúc"))
    tries = models.PositiveSmallIntegerField(_("Số lần gõ mã"), default=0)
    used_at = models.DateTimeField(_("Dùng lúc"), null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="rescue_question_asked")]

    def __str__(self) -> str:
        return self.number

    @property
    def wrong_tries(self) -> int:
        """The code that opened was a try, too."""
        return self.tries - (1 if self.used_at else 0)


class CodeGiven(SyncedModel):
    """On the upper node: who gave a code to whom, for what, on what ground. The code is kept nowhere."""

    shape: ClassVar[Shape] = Shape("unit", "fact", _MANAGERS)

    unit_id = IdField()
    station_id = IdField()
    station_name = models.CharField(_("Máy"), max_length=120)
    number = models.CharField(_("Số"), max_length=9)
    purpose = models.CharField(_("Việc"), max_length=20)
    username = models.CharField(_("Tên đăng nhập"), max_length=60)
    role = models.CharField(_("Vai trò"), max_length=40, blank=True)
    person_name = models.CharField(_("Người xin mã"), max_length=120)
    known_by = models.CharField(_("Nhận ra bằng"), max_length=20)
    reason = models.CharField(_("Lý do"), max_length=300)
    given_by_id = IdField()
    given_by_name = models.CharField(_("Người cấp mã"), max_length=120)
    given_at = models.DateTimeField(_("Cấp lúc"))

    class Meta:
        verbose_name = _("Mã cấp qua điện thoại")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "given_at"], name="rescue_given_to_unit"),
            models.Index(fields=["given_by_id", "given_at"], name="rescue_given_by"),
        ]

    def __str__(self) -> str:
        return self.number
