from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuyen.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed

        from tuyen.platform.accounts import signals

        password_changed.connect(signals.password_is_own_now)
