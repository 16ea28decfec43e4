"""Who sees which of the pages about machines."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

MANAGE = "node.manage"
DECIDE = "conflict.decide"
EXPOSED = "exposure.list"


def require_manage(who: Actor) -> None:
    if not who.may(MANAGE):
        raise NotPermitted(_("Các máy trong mạng do người quản trị máy trạm trông coi."))
