"""Giving keys to programs and taking them back."""

import datetime as dt
import hashlib
import secrets

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.actions import note, require_account_manager
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.tokens.models import ApiToken

PREFIX = "tuyen_"
LONGEST_DAYS = 366


def digest_of(key: str) -> str:
    """A key is 256 random bits, so a plain fingerprint cannot be guessed backwards."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue(
    *, post: RoleAssignment, name: str, days: int, by: Actor, only_reads: bool = False
) -> tuple[ApiToken, str]:
    """The row and the key; the key is shown once and cannot be read again."""
    at = ScopeNode.objects.get(unit_id=post.unit_id)
    require_account_manager(by, at)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("Khóa có hạn từ 1 đến 366 ngày."), field="days")
    key = PREFIX + secrets.token_urlsafe(32)
    with write_turn():
        row = ApiToken.objects.create(
            account_id=post.account_id,
            post_id=post.id,
            name=name.strip(),
            digest=digest_of(key),
            created_by=by.account_id,
            expires_on=clock.today() + dt.timedelta(days=days),
            only_reads=only_reads,
        )
    note(Account.objects.get(pk=post.account_id), "key_issued", at, by)
    return row, key


def revoke(*, token: ApiToken, by: Actor) -> None:
    """Holds from the next request on."""
    at = ScopeNode.objects.get(unit_id=RoleAssignment.objects.get(pk=token.post_id).unit_id)
    if by.account_id != token.account_id:
        require_account_manager(by, at)
    if _ended(ApiToken.objects.filter(pk=token.pk)):
        note(Account.objects.get(pk=token.account_id), "key_revoked", at, by)


def revoke_all_of(account: Account) -> None:
    """The account got a new password from its supervisor, or was closed (ADR 0012)."""
    _ended(ApiToken.objects.filter(account_id=account.pk))


def _ended(tokens: QuerySet[ApiToken]) -> int:
    with write_turn():
        return tokens.filter(revoked_at=None).update(revoked_at=clock.now())
