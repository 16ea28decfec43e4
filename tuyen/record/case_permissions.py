"""Who may notify a case, see the line list, investigate and classify; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted


def may_notify(who: Actor) -> bool:
    return who.may("case.notify")


def require_notify(who: Actor) -> None:
    if not may_notify(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao báo cáo ca bệnh."))


def may_see(who: Actor) -> bool:
    return who.may("case.see")


def require_see(who: Actor) -> None:
    if not may_see(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao xem danh sách ca bệnh."))


def may_investigate(who: Actor) -> bool:
    return who.may("case.investigate")


def require_investigate(who: Actor) -> None:
    if not may_investigate(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao điều tra, phân loại ca bệnh."))


def require_sees(who: Actor, compartment: str) -> None:
    if not who.sees(compartment):
        raise NotPermitted(
            _(
                "Bệnh này thuộc nhóm dữ liệu nhạy cảm mà bạn chưa được cấp quyền. "
                "Xin cán bộ bảo vệ dữ liệu cấp quyền rồi báo cáo lại."
            )
        )
