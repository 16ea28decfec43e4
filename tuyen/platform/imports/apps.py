from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "tuyen.platform.imports"
    label = "imports"

    def ready(self) -> None:
        from tuyen.platform.imports import jobs, listeners  # noqa: F401  register themselves
        from tuyen.platform.ui import menu

        menu.register(
            menu.Entry(_("Nhập dữ liệu"), "imports:home", "import.run", "upload", order=75)
        )
