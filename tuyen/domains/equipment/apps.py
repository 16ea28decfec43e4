from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class EquipmentConfig(AppConfig):
    name = "tuyen.domains.equipment"
    label = "equipment"

    def ready(self) -> None:
        from tuyen.domains.equipment import (  # noqa: F401  facts are published
            actions,
            boards,
            facts,
            steps,
        )
        from tuyen.domains.equipment.permissions import SEE
        from tuyen.domains.equipment.sheets import EQUIPMENT
        from tuyen.platform.imports import kinds
        from tuyen.record import task_kinds

        kinds.register(EQUIPMENT)
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Trang thiết bị"), "equipment:unit", SEE, "settings", order=97),
        )
        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(_("Trang thiết bị"), "equipment:home", SEE, order=97, group="capability"),
        )
        boards.register_all()
        task_kinds.register(
            actions.FAULT, _("Sửa thiết bị"), "equipment:item", of="subject", icon="settings",
            tone="warn",
        )  # fmt: skip
        task_kinds.register(
            actions.MAINTENANCE, _("Bảo trì"), "equipment:job", of="subject", icon="settings"
        )
