from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class ReportsConfig(AppConfig):
    name = "tuyen.edge.reports"
    label = "reports"

    def ready(self) -> None:
        from tuyen.edge.reports import facts  # noqa: F401  other doors ask by name
        from tuyen.record import task_kinds

        menu.register(
            menu.Entry(
                _("Báo cáo"),
                "reports:activity",
                permission="report.activity",
                icon="chart-bar",
                order=60,
            )
        )
        task_kinds.register("report", _("Báo cáo"), "reports:activity", of="", icon="chart-bar")
