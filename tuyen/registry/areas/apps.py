from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "tuyen.registry.areas"
    label = "areas"
