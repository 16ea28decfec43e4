"""Who may see and change staff: seen inside the unit's scope, changed by staff managers."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Unit

MANAGE = "staff.manage"
ACCOUNTS = "account.manage"


def may_manage_at(who: Actor, unit: Unit) -> bool:
    return who is SYSTEM or (bool(who) and who.may(MANAGE) and who.covers(unit.path))


def require_manage_at(who: Actor, unit: Unit) -> None:
    if not may_manage_at(who, unit):
        raise NotPermitted(
            _("Chỉ người quản lý nhân lực của đơn vị hoặc cấp trên mới sửa được danh sách này.")
        )


def unit_or_refuse(unit_id: uuid.UUID) -> Unit:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotPermitted(_("Đơn vị này không còn trong mạng lưới."))
    return unit


def may_link(who: Actor) -> bool:
    return who is SYSTEM or (bool(who) and who.may(ACCOUNTS))


def require_link(who: Actor, account: Account) -> None:
    """The account must hold a post in my own subtree, as the person does."""
    if not may_link(who):
        raise NotPermitted(_("Chỉ người quản lý tài khoản mới nối tài khoản với nhân viên."))
    if who is not SYSTEM and not posts_in_scope(who, account):
        raise NotPermitted(_("Tài khoản này thuộc đơn vị ngoài phạm vi của bạn."))


def posts_in_scope(who: Actor, account: Account) -> bool:
    units = RoleAssignment.objects.filter(account_id=account.id).values("unit_id")
    return ScopeNode.objects.filter(unit_id__in=units, path__startswith=who.path).exists()
