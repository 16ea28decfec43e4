"""Where the pages about machines are found: in the menu, and from one to the other."""

from django.utils.translation import gettext_lazy as _

from tuyen.edge.sync.pages import permissions
from tuyen.platform.ui import menu, slots

TABS = "node.tabs"


def register() -> None:
    menu.register(
        menu.Entry(_("Các máy"), "nodes:all", permissions.MANAGE, "cloud-upload", 86, ("/sync/",))
    )
    menu.register(menu.Entry(_("Máy bị mất"), "nodes:lost", permissions.EXPOSED, "shield-lock", 87))
    slots.register(TABS, slots.Link(_("Chờ gửi"), "nodes:waiting", order=10))
    slots.register(
        TABS, slots.Link(_("Hai bên cùng sửa"), "nodes:conflicts", permissions.DECIDE, order=20)
    )
    slots.register(TABS, slots.Link(_("Giữ lại"), "nodes:held", permissions.MANAGE, order=30))
    slots.register(TABS, slots.Link(_("Các máy"), "nodes:all", permissions.MANAGE, order=40))
