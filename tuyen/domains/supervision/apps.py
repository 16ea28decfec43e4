from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class SupervisionConfig(AppConfig):
    name = "tuyen.domains.supervision"
    label = "supervision"

    def ready(self) -> None:
        from tuyen.domains.supervision import (
            numbers,
            permissions,
            steps,  # noqa: F401  which step may follow which
        )
        from tuyen.domains.supervision.actions import checklists
        from tuyen.domains.supervision.queries import findings
        from tuyen.record import task_kinds
        from tuyen.record.queries.responses import withhold

        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(
                _("Giám sát"), "supervision:home", permissions.SEE, order=60, group="supervision"
            ),
        )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Giám sát"), "supervision:of_unit", permissions.SEE, order=60),
        )
        for kind, label, tone in (
            (checklists.TASK_MEND, _("Khắc phục sau giám sát"), "warn"),
            (checklists.TASK_CHECK, _("Kiểm tra khắc phục"), "info"),
        ):
            task_kinds.register(
                kind, label, "supervision:action", of="subject", icon="clipboard-list", tone=tone
            )
        numbers.register_all()
        withhold(findings.withheld_from)
