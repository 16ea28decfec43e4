from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "tuyen.platform.attachments"
    label = "attachments"

    def ready(self) -> None:
        from tuyen.platform.attachments import jobs  # noqa: F401  looks again at what is held
