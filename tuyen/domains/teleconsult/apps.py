from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class TeleconsultConfig(AppConfig):
    name = "tuyen.domains.teleconsult"
    label = "teleconsult"

    def ready(self) -> None:
        from tuyen.domains.teleconsult import (
            calls,  # noqa: F401  registers itself
            facts,  # noqa: F401  are published
            jobs,  # noqa: F401
            listeners,  # noqa: F401
            originals,  # noqa: F401  takes photographs as the camera made them
            projections,  # noqa: F401
        )
        from tuyen.record import task_kinds, timeline
        from tuyen.record.models import Consult
        from tuyen.record.queries import consults

        menu.register(
            menu.Entry(
                _("Hội chẩn"),
                "teleconsult:board",
                "consult.see",
                icon="video",
                order=36,
                also=("/consults/",),
            )
        )
        label, icon = _("Xin hội chẩn"), "video"
        for slot, url_name in (
            (slots.VISIT_ACTIONS, "teleconsult:ask"),
            (slots.QUEUE_ACTIONS, "teleconsult:ask_from_queue"),
            (slots.PATIENT_ACTIONS, "teleconsult:ask_of_person"),
            (slots.STAY_TABS, "teleconsult:ask_from_stay"),
        ):
            slots.register(slot, slots.Link(label, url_name, "consult.ask", icon, order=35))
        slots.register(
            slots.HOTLINE_ACTIONS,
            slots.Link(_("Hội chẩn từ xa"), "teleconsult:from_call", "", icon, order=20),
        )
        slots.register(
            slots.PATIENT_TABS,
            slots.Link(_("Hội chẩn"), "teleconsult:of_person", "chart.open", order=42),
        )
        timeline.register(
            timeline.Part(
                kind="consult",
                label=_("Hội chẩn từ xa"),
                model=Consult,
                at="asked_at",
                title="question",
                about="diagnosis",
                unit="to_unit_id",
                url_name="teleconsult:case",
                icon=icon,
                order=42,
            )
        )
        for kind, words, tone in (
            (consults.TASK_ANSWER, _("Trả lời hội chẩn"), "info"),
            (consults.TASK_MORE, _("Bổ sung hội chẩn"), "warn"),
            (consults.TASK_ADVICE, _("Lời khuyên hội chẩn"), "info"),
            (consults.TASK_FOLLOW, _("Theo dõi sau hội chẩn"), "neutral"),
            (consults.TASK_RESULT, _("Ghi kết quả hội chẩn"), "warn"),
            (consults.TASK_OUTCOME, _("Đóng ca hội chẩn"), "neutral"),
            (consults.TASK_OVERDUE, _("Hội chẩn quá hạn"), "warn"),
        ):
            task_kinds.register(kind, words, "teleconsult:case", of="subject", icon=icon, tone=tone)
        task_kinds.register(
            consults.TASK_FROM_CALL,
            _("Lập ca hội chẩn"),
            "teleconsult:from_call",
            of="subject",
            icon=icon,
        )
