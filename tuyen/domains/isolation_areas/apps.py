from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class IsolationAreasConfig(AppConfig):
    name = "tuyen.domains.isolation_areas"
    label = "isolation_areas"

    def ready(self) -> None:
        from tuyen.domains.isolation_areas import projections, steps  # noqa: F401  they register
        from tuyen.domains.isolation_areas.permissions import SEE

        word = _("Khu cách ly")
        menu.register(menu.Entry(word, "isolation_areas:home", SEE, icon="bed", order=48))
