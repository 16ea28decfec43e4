from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "tuyen.edge.web"
    label = "web"

    def ready(self) -> None:
        from tuyen.platform.ui import menu
        from tuyen.record import task_kinds
        from tuyen.record.queries.leaves import BREAK_GLASS

        task_kinds.register(
            BREAK_GLASS, _("Mở khẩn cấp"), "web:review", of="subject", icon="lock", tone="warn"
        )
        menu.register(
            menu.Entry(_("Tài khoản"), "web:accounts", "account.manage", "users", order=80)
        )
        menu.register(
            menu.Entry(_("Riêng tư"), "web:leaves", "breakglass.review", "lock", order=85)
        )
