from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "tuyen.registry.staff"
    label = "staff"

    def ready(self) -> None:
        from tuyen.platform.imports import kinds
        from tuyen.platform.ui import menu
        from tuyen.registry.staff import facts  # noqa: F401  publishes
        from tuyen.registry.staff.staff_import import STAFF

        kinds.register(STAFF)
        menu.register(menu.Entry(_("Nhân lực"), "staff:list", icon="users-group", order=65))
