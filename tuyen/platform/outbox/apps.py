from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tuyen.platform.outbox"
    label = "outbox"

    def ready(self) -> None:
        from tuyen.platform.outbox import (  # noqa: F401  registers the sink and the housekeeping
            housekeeping,
            sink,
        )
