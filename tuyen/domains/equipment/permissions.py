"""Who sees a unit's equipment and who keeps its register."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

MANAGE, SEE = "equipment.manage", "direction.see"


def may_manage(who: Actor, unit: Unit) -> bool:
    """The unit itself, and whoever stands above it in the tree; a tie lets look, not write."""
    if who.is_system:
        return True
    return who.may(MANAGE) and unit.path.startswith(_home_path(who))


def require_manage(who: Actor, unit: Unit) -> None:
    if not may_manage(who, unit):
        raise NotPermitted(_("Sổ trang thiết bị do chính đơn vị hoặc cấp trên trực tiếp ghi."))


def may_report(who: Actor, unit: Unit) -> bool:
    """Everyone who works at the unit tells of a fault."""
    return who.unit_id == unit.id or may_manage(who, unit)


def require_report(who: Actor, unit: Unit) -> None:
    if not may_report(who, unit):
        raise NotPermitted(_("Sự cố do người của đơn vị đang dùng máy báo."))


def _home_path(who: Actor) -> str:
    """An office of a hospital keeps the registers of the hospital."""
    if who.scope != "subtree":
        return who.path
    home = Unit.objects.filter(pk=direction.facility_of(who.unit_id)).only("path").first()
    return home.path if home else who.path
