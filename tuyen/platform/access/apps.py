from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tuyen.platform.access"
    label = "access"
