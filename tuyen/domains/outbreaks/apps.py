from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class OutbreaksConfig(AppConfig):
    name = "tuyen.domains.outbreaks"
    label = "outbreaks"

    def ready(self) -> None:
        from tuyen.domains.outbreaks import steps  # noqa: F401  which step may follow which
        from tuyen.domains.outbreaks.permissions import SEE

        menu.register(
            menu.Entry(_("Ổ dịch"), "outbreaks:home", SEE, icon="alert-triangle", order=46)
        )
