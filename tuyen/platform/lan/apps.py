from django.apps import AppConfig


class LanConfig(AppConfig):
    name = "tuyen.platform.lan"
    label = "lan"
