"""Who may change the network: whoever manages units, in the own unit and below it."""

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.facilities.models import Unit

MANAGE = "unit.manage"


def may_manage(who: Actor, unit: Unit | None) -> bool:
    """No unit stands for the top of the tree, which only the installation itself makes."""
    if who is SYSTEM:
        return True
    return bool(who) and unit is not None and who.may(MANAGE) and who.covers(unit.path)


def require_manage(who: Actor, unit: Unit | None) -> None:
    if not may_manage(who, unit):
        raise NotPermitted(
            _("Chỉ người quản lý đơn vị của cấp này hoặc cấp trên mới sửa được đơn vị này.")
        )


def may_move(who: Actor, unit: Unit, to: Unit) -> bool:
    """Both ends of the move are mine to manage."""
    return may_manage(who, unit) and may_manage(who, to)


def require_move(who: Actor, unit: Unit, to: Unit) -> None:
    if not may_move(who, unit, to):
        raise NotPermitted(
            _("Muốn chuyển đơn vị phải quản lý cả nơi đi và nơi đến. Hãy nhờ cấp trên thực hiện.")
        )
