from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class SurveillanceConfig(AppConfig):
    name = "tuyen.domains.surveillance"
    label = "surveillance"

    def ready(self) -> None:
        from tuyen.domains.surveillance import facts, jobs, projections, steps  # noqa: F401
        from tuyen.domains.surveillance.permissions import SEE

        word = _("Giám sát dịch")
        menu.register(menu.Entry(word, "surveillance:situation", SEE, icon="chart-bar", order=47))
