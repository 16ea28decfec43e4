from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacilitiesConfig(AppConfig):
    name = "tuyen.registry.facilities"
    label = "facilities"

    def ready(self) -> None:
        from tuyen.platform.health import checks
        from tuyen.platform.imports import kinds
        from tuyen.platform.ui import menu
        from tuyen.registry.facilities import (
            facts,  # noqa: F401  publishes
            projections,  # noqa: F401  registers what follows the tree
        )
        from tuyen.registry.facilities.doctor import facility_codes
        from tuyen.registry.facilities.unit_import import UNITS

        kinds.register(UNITS)
        checks.FURTHER.append(facility_codes)
        menu.register(
            menu.Entry(_("Mạng lưới"), "facilities:network", icon="building-hospital", order=60)
        )
