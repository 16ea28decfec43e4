from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "tuyen.record"
    label = "record"

    def ready(self) -> None:
        from tuyen.record import (
            listeners,  # noqa: F401
            projections,  # noqa: F401  registers what follows from a write
        )
