"""Who signs in. An account is not a person in the chart and not a member of staff: it is a key."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(username=username.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Made and reset on the node, off line too; second factors never leave it (rulings 31)."""

    shape: ClassVar[Shape] = local("the account itself; node administrators")

    id = primary_key()
    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    staff_id = IdField(null=True, blank=True)
    is_active = models.BooleanField(_("Đang dùng"), default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("Tài khoản")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name


class AccountSession(AbstractBaseSession):
    """A signed-in browser. The account stands in a column, so that sign-in is one statement."""

    shape: ClassVar[Shape] = local("the account itself")

    account_id = IdField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from tuyen.platform.accounts.sessions import SessionStore

        return SessionStore

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "Phiên đăng nhập"
