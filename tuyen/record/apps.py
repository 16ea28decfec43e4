from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "tuyen.record"
    label = "record"

    def ready(self) -> None:
        from tuyen.platform.ui import slots
        from tuyen.record import (
            consult_filing,  # noqa: F401  files what is signed
            day_end,
            document_uploads,  # noqa: F401  large papers in pieces
            facts,  # noqa: F401  other rooms ask by name
            listeners,  # noqa: F401
            projections,  # noqa: F401  registers what follows from a write
            steps,  # noqa: F401  which step may follow which
            task_kinds,
            timeline_parts,
        )

        task_kinds.register_own()
        day_end.register_own()
        timeline_parts.register_all()
        for label, url_name, order in (
            (_("Dòng thời gian"), "record:timeline", 15),
            (_("Bệnh và thuốc"), "record:courses", 16),
            (_("Hộ gia đình"), "record:household", 85),
        ):
            slots.register(slots.PATIENT_TABS, slots.Link(label, url_name, order=order))
        slots.register(
            slots.PATIENT_ACTIONS,
            slots.Link(_("In tóm tắt"), "record:summary", "chart.open", icon="printer", order=60),
        )
