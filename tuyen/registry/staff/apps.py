from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "tuyen.registry.staff"
    label = "staff"

    def ready(self) -> None:
        from tuyen.platform.imports import kinds
        from tuyen.registry.staff import facts  # noqa: F401  publishes
        from tuyen.registry.staff.staff_import import STAFF

        kinds.register(STAFF)
