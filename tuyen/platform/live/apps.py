from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "tuyen.platform.live"
    label = "live"

    def ready(self) -> None:
        from tuyen.platform.live import jobs, sessions  # noqa: F401  a regular job; a subject
