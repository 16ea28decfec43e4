"""Who looks after the jobs of a node."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

MANAGE = "node.manage"


def require_manage(who: Actor) -> None:
    if not who.may(MANAGE):
        raise NotPermitted(_("Việc nền do người quản trị máy trạm trông coi."))
