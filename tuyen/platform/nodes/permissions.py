"""Who may let machines in and shut them out."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.actions import may_grant

MANAGE = "node.manage"


def may_manage(who: Actor) -> bool:
    return who.may(MANAGE)


def require_manage(by: Actor, path: str) -> None:
    """Runs this hub, and the unit of the machine is one's own or below it."""
    if not (may_manage(by) and by.covers(path)):
        raise NotPermitted(
            _("Chỉ người quản trị máy của tuyến trên mới duyệt hay khóa được máy này.")
        )


def require_here(by: Actor) -> None:
    if not may_manage(by):
        raise NotPermitted(_("Chỉ người quản trị máy này mới ghép được máy."))


def require_grant(by: Actor, path: str, compartment: str) -> None:
    """Sensitive records go to a machine only by leave of whoever may open them to a person."""
    if not (may_grant(by, compartment) and by.covers(path)):
        raise NotPermitted(_("Bạn không được cho loại dữ liệu nhạy cảm này xuống máy đó."))
