from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class CampaignsConfig(AppConfig):
    name = "tuyen.domains.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from tuyen.domains.campaigns import steps  # noqa: F401  which step may follow which
        from tuyen.domains.campaigns.permissions import SEE

        word = _("Chiến dịch tiêm")
        menu.register(menu.Entry(word, "campaigns:home", SEE, icon="vaccine", order=45))
