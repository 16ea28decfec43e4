from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class CustodyConfig(AppConfig):
    name = "tuyen.domains.custody"
    label = "custody"

    def ready(self) -> None:
        from tuyen.domains.custody import facts  # noqa: F401  published to the ward

        # Only guards have a tab: a tab on the ward's bar would tell that there is something to see.
        menu.register(
            menu.Entry(
                _("Buồng riêng"), "custody:roster", "guard.roster", icon="shield-lock", order=35
            )
        )
        slots.register(
            slots.STAY_TABS,
            slots.Link(
                _("Giam giữ"), "custody:paper", "custody.roster", order=80, fits=is_in_custody
            ),
        )


def is_in_custody(stay: Any) -> bool:
    return bool(stay is not None and stay.compartment == "custody" and stay.ended_at is None)
