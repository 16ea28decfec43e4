from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "tuyen.platform.signing"
    label = "signing"
