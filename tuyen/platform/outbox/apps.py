from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "tuyen.platform.outbox"
    label = "outbox"

    def ready(self) -> None:
        from tuyen.platform.outbox import (  # noqa: F401  registers the sink and the housekeeping
            housekeeping,
            sink,
        )
        from tuyen.platform.ui import menu

        menu.register(menu.Entry(_("Việc nền"), "outbox:jobs", "node.manage", "refresh", order=90))
