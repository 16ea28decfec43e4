from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tuyen.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed

        from tuyen.platform.accounts import signals
        from tuyen.platform.ui import menu

        password_changed.connect(signals.password_is_own_now)
        menu.register(
            menu.Entry(
                _("Tài khoản"),
                "accounts:people",
                permission="account.manage",
                icon="users",
                order=90,
            )
        )
