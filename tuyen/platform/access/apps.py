from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tuyen.platform.access"
    label = "access"

    def ready(self) -> None:
        from tuyen.platform.access import links  # noqa: F401  registers where care links go
