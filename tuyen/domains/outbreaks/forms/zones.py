"""Forms of zones: the order, what is closed off, the count, the measures, what is handed out."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.outbreaks.queries import zones as queries
from tuyen.platform.ui.fields import DateField


class LiftForm(forms.Form):
    """An order; the ones that set and extend say until when besides."""

    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    signed_on = DateField(label=_("Ngày ký"))
    signed_by = forms.CharField(label=_("Người ký"), max_length=120)
    why = forms.CharField(label=_("Lý do, căn cứ"), max_length=300)
    effective_on = DateField(label=_("Hiệu lực từ"))


class OrderForm(LiftForm):
    until_on = DateField(label=_("Dự kiến đến ngày"))


class TickForm(forms.Form):
    measures = forms.MultipleChoiceField(
        label=_("Biện pháp"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, disease: str, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = queries.measure_choices(disease, on)
        self.fields["measures"].choices = choices  # type: ignore[attr-defined]


class ZoneForm(OrderForm, TickForm):
    name = forms.CharField(label=_("Tên vùng"), max_length=120)
    level = forms.ChoiceField(label=_("Mức khoanh vùng"))
    hamlets = forms.CharField(
        label=_("Thôn, bản, tổ (mỗi dòng một nơi; bỏ trống: cả xã)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    bounds = forms.CharField(
        label=_("Ranh giới, các hộ nêu trong quyết định"), max_length=500, required=False
    )

    field_order = ("name", "level", "hamlets", "bounds", "number", "signed_on", "signed_by", "why",
                   "effective_on", "until_on", "measures")  # fmt: skip

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["level"].choices = queries.level_choices(on)  # type: ignore[attr-defined]

    def clean_hamlets(self) -> tuple[str, ...]:
        lines = self.cleaned_data["hamlets"].splitlines()
        return tuple(line.strip() for line in lines if line.strip())


class CountForm(forms.Form):
    households = forms.IntegerField(label=_("Số hộ"), min_value=0, max_value=1_000_000)
    people = forms.IntegerField(label=_("Số người"), min_value=0, max_value=10_000_000)
    why = forms.CharField(label=_("Căn cứ (ai đếm, danh sách nào)"), max_length=200)


class SupplyForm(forms.Form):
    item = forms.CharField(label=_("Mặt hàng"), max_length=120)
    amount = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=10_000_000)
    amount_unit = forms.CharField(label=_("Đơn vị tính"), max_length=30)
    households = forms.IntegerField(
        label=_("Số hộ nhận"), min_value=1, max_value=1_000_000, required=False
    )
    given_on = DateField(label=_("Ngày cấp"))
