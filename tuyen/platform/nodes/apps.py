from django.apps import AppConfig


class NodesConfig(AppConfig):
    name = "tuyen.platform.nodes"
    label = "nodes"

    def ready(self) -> None:
        from tuyen.platform.health import checks as health
        from tuyen.platform.nodes import checks

        health.FURTHER.extend((checks.hub, checks.key))
