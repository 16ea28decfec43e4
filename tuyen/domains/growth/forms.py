"""One weighing: a day and what was measured."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.growth.queries import MEASURES
from tuyen.platform.ui.fields import ClinicalNumberField, DateField


class WeighingForm(forms.Form):
    day = DateField(label=_("Ngày đo"))
    weight = ClinicalNumberField(
        label=_("Cân nặng"), required=False, places=2, possible=(0.3, 60), unit="kg"
    )
    height = ClinicalNumberField(
        label=_("Chiều dài/cao"), required=False, places=1, possible=(20, 140), unit="cm"
    )
    head_circumference = ClinicalNumberField(
        label=_("Vòng đầu"), required=False, places=1, possible=(15, 80), unit="cm"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": clock.today()})
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, float]:
        """What was filled in, by code."""
        said = ((code, self.cleaned_data.get(code)) for code in MEASURES)
        return {code: float(value) for code, value in said if value is not None}
