from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class DiagnosticsConfig(AppConfig):
    name = "tuyen.domains.diagnostics"
    label = "diagnostics"

    def ready(self) -> None:
        from tuyen.domains.diagnostics import facts  # noqa: F401  publishes what others may ask
        from tuyen.record import task_kinds, timeline
        from tuyen.record.actions.orders import CRITICAL_TASK
        from tuyen.record.actions.second_looks import TASK as SECOND_LOOK_TASK
        from tuyen.record.models import Order, Result

        menu.register(
            menu.Entry(
                _("Xét nghiệm"),
                "diagnostics:worklist",
                "chart.open",
                icon="flask",
                order=25,
                also=("/orders/", "/results/"),
            )
        )
        slots.register(
            slots.PATIENT_TABS,
            slots.Link(_("Kết quả"), "diagnostics:results", "chart.open", order=20),
        )
        for slot, url_name in (
            (slots.PATIENT_ACTIONS, "diagnostics:place"),
            (slots.VISIT_ACTIONS, "diagnostics:place_from_visit"),
            (slots.QUEUE_ACTIONS, "diagnostics:place_from_queue"),
        ):
            slots.register(
                slot, slots.Link(_("Chỉ định"), url_name, "order.place", icon="flask", order=20)
            )
        task_kinds.register(
            CRITICAL_TASK,
            _("Kết quả nguy kịch"),
            "diagnostics:order",
            of="subject",
            icon="alert-triangle",
            tone="danger",
        )
        task_kinds.register(
            SECOND_LOOK_TASK,
            _("Xem lại kết quả đọc"),
            "diagnostics:order",
            of="subject",
            icon="eye",
            tone="warn",
        )
        timeline.register(
            timeline.Part(
                kind="result",
                label=_("Kết quả"),
                model=Result,
                at="occurred_at",
                title="title",
                about="conclusion",
                unit="unit_id",
                url_name="diagnostics:order",
                link="order_id",
                icon="flask",
                order=20,
            )
        )
        timeline.register(
            timeline.Part(
                kind="order",
                label=_("Chỉ định"),
                model=Order,
                at="requested_at",
                title="title",
                where="status NOT IN ('completed', 'cancelled')",
                unit="unit_id",
                url_name="diagnostics:order",
                icon="clipboard-list",
                order=30,
            )
        )
