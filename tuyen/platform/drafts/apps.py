from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "tuyen.platform.drafts"
    label = "drafts"

    def ready(self) -> None:
        from tuyen.platform.drafts import actions  # noqa: F401  registers the pruning
