from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "tuyen.platform.health"
    label = "health"

    def ready(self) -> None:
        from tuyen.platform.health import jobs  # noqa: F401  registers the look at the clock
