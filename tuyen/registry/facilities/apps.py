from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "tuyen.registry.facilities"
    label = "facilities"

    def ready(self) -> None:
        from tuyen.platform.imports import kinds
        from tuyen.registry.facilities import (
            facts,  # noqa: F401  publishes
            projections,  # noqa: F401  registers what follows the tree
        )
        from tuyen.registry.facilities.unit_import import UNITS

        kinds.register(UNITS)
