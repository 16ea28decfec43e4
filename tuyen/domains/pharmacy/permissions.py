"""Who hands out drugs, who keeps the store, who counts it; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

DISPENSE, MANAGE, COUNT = "dispense.record", "stock.manage", "stock.count"


def may_dispense(who: Actor) -> bool:
    return who.may(DISPENSE)


def require_dispense(who: Actor) -> None:
    if not may_dispense(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao cấp phát thuốc."))


def may_see_store(who: Actor) -> bool:
    return any(map(who.may, (DISPENSE, MANAGE, COUNT)))


def require_see_store(who: Actor) -> None:
    if not may_see_store(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao xem kho thuốc."))


def may_manage(who: Actor) -> bool:
    return who.may(MANAGE)


def require_manage(who: Actor) -> None:
    if not may_manage(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao quản lý kho thuốc."))


def may_count(who: Actor) -> bool:
    return who.may(COUNT)


def require_count(who: Actor) -> None:
    if not may_count(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao kiểm kê kho thuốc."))
