from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tuyen.platform.forms"
    label = "questionnaires"  # “forms” is Django's own

    def ready(self) -> None:
        from tuyen.platform.forms import files  # noqa: F401  registers its regular job
