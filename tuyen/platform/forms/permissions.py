"""Who may draw forms."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.forms.models import FormVersion

MANAGE = "form.manage"


def may_manage(who: Actor) -> bool:
    return who.may(MANAGE)


def require_manage(who: Actor) -> None:
    if not may_manage(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao soạn biểu mẫu."))


def may_change(who: Actor, row: FormVersion) -> bool:
    return may_manage(who) and row.unit_id == who.unit_id


def require_change(who: Actor, row: FormVersion) -> None:
    require_manage(who)
    if row.unit_id != who.unit_id:
        raise NotPermitted(_("Biểu mẫu này của đơn vị khác: hãy sao thành biểu mẫu của mình."))
