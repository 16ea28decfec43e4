from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "tuyen.domains.surveillance"
    label = "surveillance"

    def ready(self) -> None:
        from tuyen.domains.surveillance import projections  # noqa: F401
