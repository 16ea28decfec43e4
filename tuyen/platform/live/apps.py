from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "tuyen.platform.live"
    label = "live"

    def ready(self) -> None:
        from tuyen.platform.live import jobs, permissions, sessions  # noqa: F401  a job; a subject
        from tuyen.platform.ui import slots

        link = slots.Link(
            _("Phiên trực tuyến"), "live:home", permissions.TAKE_PART, order=66, group="support"
        )
        slots.register(slots.DIRECTION_TABS, link)
