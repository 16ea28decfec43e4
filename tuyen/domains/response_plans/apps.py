from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class ResponsePlansConfig(AppConfig):
    name = "tuyen.domains.response_plans"
    label = "response_plans"

    def ready(self) -> None:
        from tuyen.domains.response_plans import steps  # noqa: F401  which step may follow which
        from tuyen.domains.response_plans.permissions import SEE

        word = _("Kế hoạch đáp ứng dịch")
        menu.register(menu.Entry(word, "response_plans:home", SEE, icon="clipboard-list", order=74))
