from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class PharmacyConfig(AppConfig):
    name = "tuyen.domains.pharmacy"
    label = "pharmacy"

    def ready(self) -> None:
        from tuyen.domains.pharmacy import facts, projections, seams  # noqa: F401

        seams.register_all()

        menu.register(
            menu.Entry(
                _("Thuốc"), "pharmacy:queue", "dispense.record", icon="pill", order=30,
            )
        )  # fmt: skip
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(_("Cấp thuốc"), "pharmacy:of_visit", "dispense.record", "pill", order=10),
        )
