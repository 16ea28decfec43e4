"""A password typed again for a signature: a colleague's beside one's own, or one's own."""

from uuid import UUID

from django.contrib.auth import authenticate
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.accounts.models import Account


def signed_beside(request: HttpRequest, username: str, password: str, unit_id: UUID) -> Account:
    """The colleague who signs: password right, and a post at this unit today.

    Wrong passwords count as at the sign-in page. The session of whoever is signed in stays.
    """
    name = username.strip().lower()
    account = authenticate(request, username=name, password=password) if name else None
    if not isinstance(account, Account) or not _works_at(account, unit_id):
        raise Refused(
            _("Chữ ký thứ hai không đúng: xem lại tên đăng nhập và mật khẩu của đồng nghiệp."),
            field="second",
            code="second",
        )
    return account


def is_own_password(request: HttpRequest, account_id: UUID, password: str) -> bool:
    """Has whoever is signed in just typed their own password? Wrong ones count as at the sign-in page."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not password:
        return False
    return authenticate(request, username=account.username, password=password) is not None


def _works_at(account: Account, unit_id: UUID) -> bool:
    today = clock.today()
    posts = RoleAssignment.objects.filter(account_id=account.pk, unit_id=unit_id)
    return (
        posts.filter(valid_from__lte=today)
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .exists()
    )
