from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class PharmacyConfig(AppConfig):
    name = "tuyen.domains.pharmacy"
    label = "pharmacy"

    def ready(self) -> None:
        from tuyen.domains.pharmacy import (  # noqa: F401
            facts,
            listeners,
            projections,
            seams,
            steps,
        )
        from tuyen.domains.pharmacy.actions import doses  # noqa: F401  publishes what moves by the dose
        from tuyen.domains.pharmacy.receipt_import import RECEIPTS
        from tuyen.platform.imports import kinds

        seams.register_all()
        kinds.register(RECEIPTS)

        menu.register(
            menu.Entry(
                _("Thuốc"), "pharmacy:queue", "dispense.record", icon="pill", order=30,
            )
        )  # fmt: skip
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(_("Cấp thuốc"), "pharmacy:of_visit", "dispense.record", "pill", order=10),
        )
