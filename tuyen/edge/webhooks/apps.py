from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "tuyen.edge.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from tuyen.edge.webhooks import jobs, listeners  # noqa: F401  register
        from tuyen.edge.webhooks.permissions import MANAGE
        from tuyen.platform.ui import menu

        menu.register(menu.Entry(_("Nơi nhận tin"), "webhooks:list", MANAGE, "send", order=84))
