from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class SamplingConfig(AppConfig):
    name = "tuyen.domains.sampling"
    label = "sampling"

    def ready(self) -> None:
        from tuyen.domains.sampling import projections, steps  # noqa: F401  they register
        from tuyen.domains.sampling.permissions import SEE

        word = _("Lấy mẫu giám sát")
        menu.register(menu.Entry(word, "sampling:home", SEE, icon="test-pipe", order=46))
