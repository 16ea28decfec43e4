from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class ConsentConfig(AppConfig):
    name = "tuyen.domains.consent"
    label = "consent"

    def ready(self) -> None:
        from tuyen.domains.consent import (
            facts,  # noqa: F401  published by being imported
            in_timeline,
        )
        from tuyen.record import task_kinds
        from tuyen.record.actions.consents import TASK_REQUEST

        in_timeline.register()

        slots.register(
            slots.PATIENT_TABS,
            slots.Link(_("Quyền riêng tư"), "consent:person", "chart.open", order=70),
        )
        menu.register(
            menu.Entry(
                _("Yêu cầu dữ liệu"),
                "consent:requests",
                "privacy.answer",
                icon="shield-lock",
                order=86,
                also=("/privacy/requests/",),
            )
        )
        task_kinds.register(
            TASK_REQUEST,
            _("Yêu cầu dữ liệu"),
            "consent:request",
            of="subject",
            icon="shield-lock",
            tone="warn",
        )
