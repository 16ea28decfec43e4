"""Who may sign a paper: those whom it names, in their own role."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.signing.models import SignedPaper


def may_sign(who: Actor, paper: SignedPaper, role: str) -> bool:
    return any(
        each["role"] == role and each["account_id"] in ("", str(who.account_id))
        for each in paper.wanted
    )


def require_sign(who: Actor, paper: SignedPaper, role: str) -> None:
    if not may_sign(who, paper, role):
        raise NotPermitted(_("Giấy này không ghi bạn là người ký ở vai trò đó."))
