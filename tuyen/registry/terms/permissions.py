"""Who may change the unit's own lists and confirm unverified values."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

MANAGE = "terms.manage"
CONFIRM = "figure.confirm"


def may_manage(who: Actor) -> bool:
    return bool(who) and who.may(MANAGE)


def require_manage(who: Actor) -> None:
    if not may_manage(who):
        raise NotPermitted(
            _("Hãy nhờ người quản lý danh mục của đơn vị (bác sĩ hoặc dược sĩ trạm) sửa giúp.")
        )


def may_confirm(who: Actor) -> bool:
    return bool(who) and who.may(CONFIRM)


def require_confirm(who: Actor) -> None:
    if not may_confirm(who):
        raise NotPermitted(_("Mốc, thời hạn của đơn vị do người đứng đầu đơn vị xác nhận."))
