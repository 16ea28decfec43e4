from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class TechniquesConfig(AppConfig):
    name = "tuyen.domains.techniques"
    label = "techniques"

    def ready(self) -> None:
        from tuyen.domains.techniques import (  # noqa: F401
            boards,
            facts,
            jobs,
            listeners,
            projections,
            steps,
        )
        from tuyen.domains.techniques.approved_import import APPROVED
        from tuyen.domains.techniques.permissions import SEE
        from tuyen.platform.imports import kinds

        kinds.register(APPROVED)
        word = _("Kỹ thuật")
        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(word, "techniques:home", SEE, order=30, group="capability"),
        )
        slots.register(
            slots.UNIT_TABS, slots.Link(word, "techniques:of_unit", SEE, "certificate", order=30)
        )
        boards.register_all()

        label = _("Thủ thuật, phẫu thuật")
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(label, "techniques:of_visit", "procedure.record", "stethoscope", order=45),
        )
        slots.register(
            slots.STAY_TABS, slots.Link(label, "techniques:of_stay", "chart.open", order=45)
        )
