from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class ImagingConfig(AppConfig):
    name = "tuyen.domains.imaging"
    label = "imaging"

    def ready(self) -> None:
        from tuyen.domains.imaging import (
            facts,  # noqa: F401
            jobs,  # noqa: F401  sweeps what nobody confirmed
        )
        from tuyen.record import timeline
        from tuyen.record.models import ImagingStudy

        slots.register(
            slots.PATIENT_TABS, slots.Link(_("Hình ảnh"), "imaging:list", "chart.open", order=25)
        )
        timeline.register(
            timeline.Part(
                kind="imaging",
                label=_("Hình ảnh"),
                model=ImagingStudy,
                at="performed_at",
                title="CASE WHEN title <> '' THEN title ELSE modality END",
                about="modality",
                where="status = 'available'",
                unit="unit_id",
                url_name="imaging:study",
                icon="heartbeat",
                order=25,
            )
        )
