"""Who decides which programs hear of visits."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

MANAGE = "node.manage"


def require_manage(who: Actor) -> None:
    if not who.may(MANAGE):
        raise NotPermitted(_("Nơi nhận tin do người quản trị máy trạm đặt."))
