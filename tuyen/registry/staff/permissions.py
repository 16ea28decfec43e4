"""Who may see and change staff: seen inside the unit's scope, changed by staff managers."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted
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


def require_link(who: Actor) -> None:
    if who is not SYSTEM and not who.may(ACCOUNTS):
        raise NotPermitted(_("Chỉ người quản lý tài khoản mới nối tài khoản với nhân viên."))
