from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "tuyen.platform.forms"
    label = "questionnaires"  # “forms” is Django's own

    def ready(self) -> None:
        from tuyen.platform.forms import files, permissions  # noqa: F401  a regular job
        from tuyen.platform.ui import slots

        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(
                _("Biểu mẫu"), "forms:home", permissions.MANAGE, order=99, group="capability"
            ),
        )
