from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RescueConfig(AppConfig):
    name = "tuyen.platform.rescue"
    label = "rescue"

    def ready(self) -> None:
        from tuyen.platform.rescue import jobs  # noqa: F401  registers the housekeeping
        from tuyen.platform.ui import menu

        menu.register(
            menu.Entry(_("Mã qua điện thoại"), "rescue:desk", "account.manage", "phone", order=81)
        )
