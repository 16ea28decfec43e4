from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import slots


class ImagingConfig(AppConfig):
    name = "tuyen.domains.imaging"
    label = "imaging"

    def ready(self) -> None:
        from tuyen.domains.imaging import jobs  # noqa: F401  sweeps what nobody confirmed

        slots.register(
            slots.PATIENT_TABS, slots.Link(_("Hình ảnh"), "imaging:list", "chart.open", order=25)
        )
