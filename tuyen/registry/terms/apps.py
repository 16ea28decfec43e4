from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermsConfig(AppConfig):
    name = "tuyen.registry.terms"
    label = "terms"

    def ready(self) -> None:
        from tuyen.platform.imports import kinds
        from tuyen.platform.ui import menu, slots
        from tuyen.registry.terms import facts  # noqa: F401  publishes
        from tuyen.registry.terms.drug_import import DRUGS
        from tuyen.registry.terms.permissions import MANAGE

        kinds.register(DRUGS)
        menu.register(menu.Entry(_("Danh mục"), "terms:lists", MANAGE, icon="books", order=80))
        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(
                _("Mốc, thời hạn"), "terms:figures", "direction.see", order=99, group="office"
            ),
        )
