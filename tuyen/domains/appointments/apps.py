from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class AppointmentsConfig(AppConfig):
    name = "tuyen.domains.appointments"
    label = "appointments"

    def ready(self) -> None:
        menu.register(
            menu.Entry(
                _("Lịch hẹn"),
                "appointments:day",
                "appointment.manage",
                icon="calendar-event",
                order=15,
                also=("/appointments/",),
            )
        )
        slots.register(
            slots.PATIENT_TABS, slots.Link(_("Lịch hẹn"), "appointments:person", order=60)
        )
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(_("Hẹn"), "appointments:from_visit", "appointment.manage", "calendar", 50),
        )
