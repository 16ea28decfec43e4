"""Who may add pictures, take them back, and hand them out; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

ADD, EXPORT = "imaging.add", "imaging.export"


def may_add(who: Actor) -> bool:
    return who.may(ADD)


def require_add(who: Actor) -> None:
    if not may_add(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao thêm hình ảnh vào hồ sơ."))


def may_export(who: Actor) -> bool:
    return who.may(EXPORT)


def require_export(who: Actor) -> None:
    if not may_export(who):
        raise NotPermitted(_("Chỉ bác sĩ, y sĩ được xuất hình ảnh ra ngoài."))
