"""Who sees areas, who opens and arranges them, who cares for those inside; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

SEE, MANAGE, CARE = "isolation.see", "isolation.manage", "isolation.care"


def may_manage(who: Actor) -> bool:
    return who.may(MANAGE)


def require_manage(who: Actor) -> None:
    if not may_manage(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao mở, sắp xếp khu cách ly."))


def may_care(who: Actor) -> bool:
    return who.may(CARE)


def require_care(who: Actor) -> None:
    if not may_care(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao chăm sóc người trong khu cách ly."))
