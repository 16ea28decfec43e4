from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "tuyen.registry.persons"
    label = "persons"
