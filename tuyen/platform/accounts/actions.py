"""Making and resetting accounts, off line too: the supervisor reads a code to the colleague."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts import entrance, permissions
from tuyen.platform.accounts.models import Account, AccountSession

# No 0/o, 1/l/i: the code is read out over the telephone.
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 12


def one_time_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


def open_account(
    *, username: str, full_name: str, role: str, unit: ScopeNode, by: Actor
) -> tuple[Account, str]:
    """A new account with one post, and the code for the first sign-in (changed there)."""
    permissions.require_manage(by, unit)
    if not permissions.may_give(by, entrance.role(role)):
        raise Refused(_("Vai trò này do đơn vị cấp trên giao."), field="role")
    if Account.objects.filter(username=username.strip().lower()).exists():
        raise Refused(_("Tên đăng nhập này đã có: thêm số vào sau, ví dụ hanh2."), field="username")
    code = one_time_code()
    with transaction.atomic():
        account = Account.objects.create_user(
            username, code, full_name=full_name, must_change_password=True
        )
        RoleAssignment.objects.create(
            account=account, unit_id=unit.unit_id, role=role, granted_by=by.account_id
        )
    return account, code


def reset_password(*, account: Account, by: Actor) -> str:
    """A code in place of the forgotten password; open sessions of the account end."""
    permissions.require_manage_account(by, account)
    code = one_time_code()
    account.set_password(code)
    account.must_change_password = True
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        AccountSession.objects.filter(account_id=account.pk).delete()
    return code


def close_account(*, account: Account, by: Actor) -> None:
    """The account signs in no more; what it wrote stays under its name."""
    permissions.require_manage_account(by, account)
    if account.pk == by.account_id:
        raise Refused(_("Không tự khoá tài khoản của mình: nhờ người quản trị khác."))
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        RoleAssignment.objects.filter(account=account, valid_to=None).update(valid_to=clock.today())
        AccountSession.objects.filter(account_id=account.pk).delete()


def reopen_account(*, account: Account, by: Actor) -> None:
    permissions.require_manage_account(by, account)
    account.is_active = True
    with transaction.atomic():
        account.save(update_fields=["is_active"])
        latest = RoleAssignment.objects.filter(account=account).order_by("-valid_to").first()
        if latest is not None:
            latest.valid_to = None
            latest.save(update_fields=["valid_to"])
