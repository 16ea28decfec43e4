from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "tuyen.edge.sync"
    label = "sync"

    def ready(self) -> None:
        from tuyen.edge.sync import awaited, jobs, waking  # noqa: F401  register
        from tuyen.edge.sync.pages import line, tabs
        from tuyen.platform.attachments import expected

        expected.register(awaited.sentences)
        line.stand_in_the_frame()
        tabs.register()
