"""From `Authorization: Bearer …` to the Actor whose post the key stands for."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.tokens.actions import PREFIX, digest_of
from tuyen.platform.tokens.models import ApiToken

NOTED_EVERY = dt.timedelta(hours=1)
SAFE = ("GET", "HEAD", "OPTIONS")


def actor_of_program(request: HttpRequest, *, only_reads: bool = False) -> Actor | None:
    """The Actor of the key; for a request that only reads also the person signed in at the browser.

    only_reads: this view changes nothing, whatever its method (a search sent by POST).

    None: nobody, or a key that is unknown, over, taken back, or whose account or post has ended.
    """
    shown = request.headers.get("Authorization", "")
    who = _holder(request, shown, only_reads) if shown else _at_browser(request, only_reads)
    request.actor = who  # type: ignore[attr-defined]
    return who


def signer_beside(request: HttpRequest, who: Actor) -> Actor | None:
    """A colleague who signs with their own key: `Second-Authorization: Bearer …`. None: nobody did.

    Refused where the key is unknown, only reads, or stands for a post at another unit.
    """
    shown = request.headers.get("Second-Authorization", "")
    if not shown:
        return None
    second = _holder(request, shown, only_reads=False)
    if second is None or second.unit_id != who.unit_id:
        raise Refused(
            _("Khóa của người ký thứ hai không đúng, hoặc thuộc đơn vị khác."),
            field="second",
            code="second",
        )
    return second


def _at_browser(request: Any, only_reads: bool) -> Actor | None:
    return (request.actor or None) if only_reads or request.method in SAFE else None


def _holder(request: HttpRequest, shown: str, only_reads: bool) -> Actor | None:
    scheme, _space, key = shown.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(PREFIX):
        return None
    token = ApiToken.objects.filter(digest=digest_of(key.strip()), revoked_at=None).first()
    if token is None or token.expires_on < clock.today():
        return None
    account = Account.objects.filter(pk=token.account_id, is_active=True).first()
    who = actor_of(account, token.post_id) if account else None
    if who is None or who.post_id != token.post_id:
        return None
    if token.only_reads and not (only_reads or request.method in SAFE):
        raise NotPermitted(_("Khóa này chỉ được đọc. Xin người quản trị cấp khóa được ghi."))
    _note_use(token)
    return who


def _note_use(token: ApiToken) -> None:
    """Roughly: a write for every request would cost more than the request."""
    now = clock.now()
    if token.used_at is None or now - token.used_at > NOTED_EVERY:
        with write_turn():
            ApiToken.objects.filter(pk=token.pk).update(used_at=now)
