"""Forms of the unit's own drugs and of confirmed values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.ui.fields import DateField
from tuyen.registry.terms import sentences
from tuyen.registry.terms.actions import DETAILS
from tuyen.registry.terms.figures import Figure
from tuyen.registry.terms.models import FacilityDrug
from tuyen.registry.terms.open_values import NO, YES, OpenValue


class DrugForm(forms.ModelForm):
    class Meta:
        model = FacilityDrug
        fields = DETAILS
        help_texts = {
            "ingredients": _("Dùng để báo dị ứng. Nhiều hoạt chất cách nhau bằng dấu +."),
            "dose": _("Điền sẵn vào đơn, người kê sửa được."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if told := self.initial.get("ingredients"):
            self.initial["ingredients"] = told.replace(";", " + ").replace("_", " ")


class ValueForm(forms.Form):
    value = forms.CharField(label=_("Giá trị đơn vị xác nhận"), max_length=300, required=False)
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=300,
        help_text=_("Văn bản, phác đồ hoặc tờ hướng dẫn, kèm trang."),
    )
    valid_from = DateField(label=_("Áp dụng từ"))

    def __init__(self, *args: Any, open_value: OpenValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today
        self.fields["value"].required = (
            open_value.kind in ("range", "number", "action") or open_value.field == "dose"
        )
        if open_value.kind == "choice":
            self.fields["value"] = forms.ChoiceField(
                label=self.fields["value"].label, choices=[(YES, _("Có")), (NO, _("Không"))]
            )
        if isinstance(open_value, Figure):
            self.fields["value"].required = True
            self.fields["value"].help_text = sentences.what_fits(open_value)
            self.fields["source"].help_text = _("Số quyết định, quy chế hoặc biên bản họp.")
        elif open_value.kind == "range":
            self.fields["value"].help_text = _("Ví dụ 3,9–6,4 hoặc ≤ 5,2 hoặc ≥ 1.")
        elif open_value.kind == "months":
            self.fields["value"].help_text = _("Số tháng tuổi; bỏ trống nếu không giới hạn.")
