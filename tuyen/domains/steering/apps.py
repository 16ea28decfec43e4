from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots

# Addresses of the rooms that stand under this one entry of the menu.
ROOMS = (
    "/direction/", "/techniques/", "/equipment/", "/capability/", "/training/", "/rotation/",
    "/supervision/", "/directives/", "/difficulties/", "/gatherings/", "/good-models/", "/forms/",
    "/live/", "/terms/figures/",
)  # fmt: skip


class SteeringConfig(AppConfig):
    name = "tuyen.domains.steering"
    label = "steering"

    def ready(self) -> None:
        from tuyen.domains.steering import (  # noqa: F401  facts are published
            boards,
            facts,
            steps,
        )
        from tuyen.record import task_kinds

        menu.register(
            menu.Entry(
                _("Chỉ đạo tuyến"), "steering:home", "direction.see", "building-community", 55,
                also=ROOMS,
            )
        )  # fmt: skip
        for link in TABS:
            slots.register(slots.DIRECTION_TABS, link)
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Chỉ đạo, hỗ trợ"), "steering:unit", "direction.see", order=70),
        )
        task_kinds.register(
            "agreement_expires", _("Văn bản sắp hết hiệu lực"), "steering:agreement",
            of="subject", icon="file-text", tone="warn",
        )  # fmt: skip
        task_kinds.register(
            "commitment_due", _("Cam kết đến hạn"), "steering:agreement", of="subject", tone="warn"
        )
        for kind, label, url in TASKS:
            task_kinds.register(kind, label, url, of="subject")
        boards.register_all()


TABS = tuple(
    slots.Link(label, f"steering:{name}", "direction.see", order=order, group=group)
    for label, name, order, group in (
        (_("Tuyến dưới"), "home", 10, "overview"),
        (_("Đơn vị chúng tôi"), "our_unit", 12, "overview"),
        (_("Kế hoạch chỉ đạo"), "plans", 15, "overview"),
        (_("Nhật ký"), "log", 16, "overview"),
        (_("Khối lượng, công bằng"), "work", 17, "overview"),
        (_("Đường dây nóng"), "hotline", 65, "support"),
        (_("Đề nghị hỗ trợ"), "requests", 70, "support"),
        (_("Văn bản hợp tác"), "agreements", 72, "support"),
    )
)

TASKS = (
    ("support_answer", _("Trả lời đề nghị hỗ trợ"), "steering:request"),
    ("support_close", _("Đọc trả lời, đóng đề nghị"), "steering:request"),
    ("support_declined", _("Đề nghị bị từ chối"), "steering:request"),
    ("hotline_follow_up", _("Gọi lại theo hẹn"), "steering:call"),
)
