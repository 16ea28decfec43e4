from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.ui import slots


class GrowthConfig(AppConfig):
    name = "tuyen.domains.growth"
    label = "growth"

    def ready(self) -> None:
        tab = slots.Link(
            _("Tăng trưởng"), "growth:growth", "chart.open", order=18, fits=_is_small_child
        )
        slots.register(slots.PATIENT_TABS, tab)


def _is_small_child(person: Any) -> bool:
    from tuyen.domains.growth.queries import is_small_child

    return is_small_child(person, clock.today())
