from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class ClinicConfig(AppConfig):
    name = "tuyen.domains.clinic"
    label = "clinic"

    def ready(self) -> None:
        menu.register(
            menu.Entry(
                _("Hôm nay"),
                "clinic:today",
                "chart.open",
                icon="home",
                order=10,
                also=("/queue/", "/visits/", "/today/", "/tasks/"),
            )
        )
        for label, url_name, order in (
            (_("Tổng quan"), "clinic:patient", 10),
            (_("Giấy tờ"), "clinic:documents", 80),
        ):
            slots.register(slots.PATIENT_TABS, slots.Link(label, url_name, order=order))
