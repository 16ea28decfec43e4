from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class DirectivesConfig(AppConfig):
    name = "tuyen.domains.directives"
    label = "directives"

    def ready(self) -> None:
        from tuyen.domains.directives import (
            jobs,  # noqa: F401
            judged,
            numbers,
            permissions,
            steps,  # noqa: F401  which step may follow which
        )
        from tuyen.record import evaluated, task_kinds

        meeting = evaluated.Subject(_("Hội nghị"), "evaluation_gathering", judged.gathering)
        evaluated.register(judged.KIND, meeting)
        for label, url_name, order in (
            (_("Văn bản chỉ đạo"), "directives:home", 80),
            (_("Khó khăn"), "directives:difficulties", 85),
            (_("Hội nghị"), "directives:gatherings", 90),
            (_("Mô hình hay"), "directives:good_models", 95),
        ):
            slots.register(
                slots.DIRECTION_TABS,
                slots.Link(label, url_name, permissions.SEE, order=order, group="office"),
            )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Khó khăn"), "directives:difficulties_of_unit", permissions.SEE, order=85),
        )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Văn bản"), "directives:of_unit", permissions.SEE, order=80),
        )
        for kind, label, url_name, tone in (
            ("directive_read", _("Văn bản cần đọc"), "directives:directive", "info"),
            ("directive_withdrawn", _("Văn bản đã thu hồi"), "directives:directive", "warn"),
            ("directive_duty", _("Việc theo văn bản"), "directives:duty", "info"),
            ("gathering_invited", _("Giấy mời"), "directives:gathering", "info"),
            ("gathering_conclusion", _("Kết luận hội nghị"), "directives:conclusion", "info"),
            ("difficulty_case", _("Khó khăn cần trả lời"), "directives:case", "info"),
            ("difficulty_answered", _("Trả lời khó khăn"), "directives:difficulty", "info"),
        ):
            task_kinds.register(kind, label, url_name, of="subject", icon="file-text", tone=tone)
        numbers.register_all()
