from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class AppointmentsConfig(AppConfig):
    name = "tuyen.domains.appointments"
    label = "appointments"

    def ready(self) -> None:
        from tuyen.record import timeline
        from tuyen.record.models import Appointment

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
        timeline.register(
            timeline.Part(
                kind="appointment",
                label=_("Lịch hẹn"),
                model=Appointment,
                at="day",
                title="reason",
                about="note",
                where="status <> 'arrived' AND status <> 'cancelled'",  # who came has a visit
                unit="unit_id",
                url_name="appointments:person",
                link="patient_id",
                icon="calendar-event",
                order=60,
            )
        )
        slots.register(
            slots.PATIENT_TABS, slots.Link(_("Lịch hẹn"), "appointments:person", order=60)
        )
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(_("Hẹn"), "appointments:from_visit", "appointment.manage", "calendar", 50),
        )
