from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tuyen.platform.ui"
    label = "ui"
