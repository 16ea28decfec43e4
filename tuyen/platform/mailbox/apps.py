from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "tuyen.platform.mailbox"
    label = "mailbox"

    def ready(self) -> None:
        from tuyen.platform.mailbox import facts, jobs, routing  # noqa: F401
