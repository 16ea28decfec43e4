from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuyen.platform.accounts"
    label = "accounts"
