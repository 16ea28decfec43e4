from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "tuyen.registry.persons"
    label = "persons"

    def ready(self) -> None:
        from tuyen.registry.persons import identity  # noqa: F401  registers what a merge entails
