from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class TechniquesConfig(AppConfig):
    name = "tuyen.domains.techniques"
    label = "techniques"

    def ready(self) -> None:
        label = _("Thủ thuật, phẫu thuật")
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(label, "techniques:of_visit", "procedure.record", "stethoscope", order=45),
        )
        slots.register(
            slots.STAY_TABS, slots.Link(label, "techniques:of_stay", "chart.open", order=45)
        )
