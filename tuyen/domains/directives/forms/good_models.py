"""A good model as it is proposed; visits, adoption and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.directives.forms.fields import FigureField
from tuyen.domains.directives.models import AdoptionStatus
from tuyen.platform.ui.fields import DateField


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GoodModelForm(forms.Form):
    title = forms.CharField(label=_("Tên mô hình"), max_length=200)
    summary = forms.CharField(label=_("Cách làm"), max_length=10_000, widget=_text(8))
    needs = forms.CharField(
        label=_("Điều kiện để làm được"), max_length=1000, required=False, widget=_text(2)
    )
    indicator = forms.CharField(label=_("Chỉ số đã thay đổi"), max_length=200)
    measure = forms.CharField(label=_("Đơn vị tính"), max_length=30)
    before = FigureField(label=_("Trước"), max_length=18)
    before_period = forms.CharField(label=_("Kỳ trước"), max_length=60)
    after = FigureField(label=_("Sau"), max_length=18)
    after_period = forms.CharField(label=_("Kỳ sau"), max_length=60)
    source = forms.CharField(label=_("Nguồn số liệu"), max_length=200)


class VisitForm(forms.Form):
    day = DateField(label=_("Ngày đến học"))
    people = forms.IntegerField(label=_("Số người"), initial=2)
    note = forms.CharField(label=_("Học được gì"), max_length=1000, required=False)


class AdoptForm(forms.Form):
    started_on = DateField(label=_("Bắt đầu làm từ ngày"))


class ResultForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Kết quả"), choices=AdoptionStatus.choices, widget=forms.RadioSelect
    )
    before = FigureField(label=_("Trước"), max_length=18, required=False)
    before_period = forms.CharField(label=_("Kỳ trước"), max_length=60, required=False)
    after = FigureField(label=_("Sau"), max_length=18, required=False)
    after_period = forms.CharField(label=_("Kỳ sau"), max_length=60, required=False)
    note = forms.CharField(label=_("Bài học"), max_length=1000, required=False, widget=_text(2))

    @classmethod
    def of(cls, row: Any) -> "ResultForm":
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})
