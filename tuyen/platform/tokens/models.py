"""Keys for programs that work in the name of an account at one of its posts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class ApiToken(models.Model):
    """Only the fingerprint of the key is kept. It sees and may do what the post does, no more."""

    shape: ClassVar[Shape] = local("the account; whoever manages accounts of the unit")

    id = primary_key()
    account_id = IdField(db_index=True)
    post_id = IdField()
    name = models.CharField(_("Dùng cho"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Tạo lúc"), default=clock.now)
    created_by = IdField()
    only_reads = models.BooleanField(_("Chỉ đọc"), default=False)
    expires_on = models.DateField(_("Hết hạn ngày"))
    revoked_at = models.DateTimeField(_("Thu hồi lúc"), null=True)
    used_at = models.DateTimeField(_("Dùng gần nhất"), null=True)

    class Meta:
        verbose_name = _("Khóa của chương trình")

    def __str__(self) -> str:
        return self.name
