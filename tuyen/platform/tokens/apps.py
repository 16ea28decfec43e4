from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TokensConfig(AppConfig):
    name = "tuyen.platform.tokens"
    label = "tokens"

    def ready(self) -> None:
        from tuyen.platform.access.actions import ENDS_WITH_THE_PASSWORD
        from tuyen.platform.tokens.actions import revoke_all_of
        from tuyen.platform.ui import menu

        ENDS_WITH_THE_PASSWORD.append(revoke_all_of)
        menu.register(
            menu.Entry(_("Khóa chương trình"), "tokens:list", "account.manage", "key", order=82)
        )
