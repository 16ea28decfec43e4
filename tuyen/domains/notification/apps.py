from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class NotificationConfig(AppConfig):
    name = "tuyen.domains.notification"
    label = "notification"

    def ready(self) -> None:
        word = _("Ca bệnh")
        menu.register(menu.Entry(word, "notification:board", "case.see", icon="virus", order=45))
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(_("Báo cáo ca bệnh"), "notification:notify", "case.notify", "virus", 47),
        )
