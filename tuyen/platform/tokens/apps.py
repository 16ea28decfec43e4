from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "tuyen.platform.tokens"
    label = "tokens"
