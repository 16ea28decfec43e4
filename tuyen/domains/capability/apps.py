from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class CapabilityConfig(AppConfig):
    name = "tuyen.domains.capability"
    label = "capability"

    def ready(self) -> None:
        from tuyen.domains.capability import (  # noqa: F401
            boards,
            facts,
            listeners,
            prefill,
            steps,
        )
        from tuyen.domains.capability.actions.surveys import TASK
        from tuyen.domains.capability.permissions import SEE
        from tuyen.record import task_kinds

        prefill.register_all()
        for label, url_name, order in (
            (_("Khảo sát"), "capability:home", 20),
            (_("Nhu cầu"), "capability:needs", 21),
            (_("Kế hoạch năm"), "capability:plans", 22),
        ):
            slots.register(
                slots.DIRECTION_TABS,
                slots.Link(label, url_name, SEE, order=order, group="capability"),
            )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Khảo sát"), "capability:unit", SEE, "clipboard-list", order=20),
        )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Nhu cầu"), "capability:unit_needs", SEE, "inbox", order=21),
        )
        boards.register_all()
        task_kinds.register(
            TASK, _("Khảo sát năng lực"), "capability:survey", of="subject", icon="clipboard-list"
        )
