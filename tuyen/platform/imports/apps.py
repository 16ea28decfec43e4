from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "tuyen.platform.imports"
    label = "imports"
