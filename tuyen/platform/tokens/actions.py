"""Giving keys to programs and taking them back."""

import datetime as dt
import hashlib
import secrets

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.actions import require_account_manager
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.tokens.models import ApiToken

PREFIX = "tuyen_"
LONGEST_DAYS = 366


def digest_of(key: str) -> str:
    """A key is 256 random bits, so a plain fingerprint cannot be guessed backwards."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue(*, post: RoleAssignment, name: str, days: int, by: Actor) -> tuple[ApiToken, str]:
    """The row and the key; the key is shown once and cannot be read again."""
    require_account_manager(by, ScopeNode.objects.get(unit_id=post.unit_id))
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
        )
    return row, key


def revoke(*, token: ApiToken, by: Actor) -> None:
    """Holds from the next request on."""
    if by.account_id != token.account_id:
        post = RoleAssignment.objects.get(pk=token.post_id)
        require_account_manager(by, ScopeNode.objects.get(unit_id=post.unit_id))
    with write_turn():
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())
