from django.apps import AppConfig


class TallyConfig(AppConfig):
    name = "tuyen.platform.tally"
    label = "tally"

    def ready(self) -> None:
        from tuyen.platform.tally import sink  # noqa: F401  registers where counts go
