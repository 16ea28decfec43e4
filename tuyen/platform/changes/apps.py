from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "tuyen.platform.changes"
    label = "changes"
