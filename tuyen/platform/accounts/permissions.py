"""Who looks after accounts: holders of account.manage, for their own units and those below."""

from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts import queries
from tuyen.platform.accounts.models import Account


def may_manage(who: Actor) -> bool:
    return who.may("account.manage")


def require_manage(who: Actor, unit: ScopeNode) -> None:
    if not may_manage(who) or not who.covers(unit.path):
        raise NotPermitted(_("Chỉ người quản trị tài khoản của đơn vị mới làm được việc này."))


def require_manage_account(who: Actor, account: Account) -> None:
    """Nobody resets the password of somebody whose post reaches further than their own."""
    if not may_manage(who) or not queries.accounts_under(who).filter(pk=account.pk).exists():
        raise NotPermitted(_("Tài khoản này thuộc đơn vị khác: nhờ người quản trị ở đó."))


def may_give(who: Actor, role: dict[str, Any]) -> bool:
    """One gives only permissions that one holds, or roles that work on persons' charts."""
    return may_manage(who) and (
        bool(role.get("needs_patients")) or set(role.get("permissions", ())) <= who.permissions
    )
