from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class PharmacyConfig(AppConfig):
    name = "tuyen.domains.pharmacy"
    label = "pharmacy"

    def ready(self) -> None:
        from tuyen.domains.pharmacy import projections  # noqa: F401

        menu.register(
            menu.Entry(
                _("Thuốc"), "pharmacy:stock", "dispense.record", icon="pill", order=30,
                also=("/pharmacy/",),
            )
        )  # fmt: skip
