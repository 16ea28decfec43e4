from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class IsolationAreasConfig(AppConfig):
    name = "tuyen.domains.isolation_areas"
    label = "isolation_areas"

    def ready(self) -> None:
        from tuyen.domains.isolation_areas import steps  # noqa: F401  which step may follow which
        from tuyen.domains.isolation_areas.permissions import SEE

        word = _("Khu cách ly")
        menu.register(menu.Entry(word, "isolation_areas:home", SEE, icon="bed", order=48))
