from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class VaccineSupplyConfig(AppConfig):
    name = "tuyen.domains.vaccine_supply"
    label = "vaccine_supply"

    def ready(self) -> None:
        from tuyen.domains.vaccine_supply import facts, steps  # noqa: F401
        from tuyen.domains.vaccine_supply.permissions import SEE

        menu.register(
            menu.Entry(_("Nhu cầu vắc xin"), "vaccine_supply:home", SEE, icon="package", order=73)
        )
