"""Forms of outbreaks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.outbreaks.models import Outbreak, OutbreakMeasure
from tuyen.platform.ui.fields import DateField


class OpenForm(forms.Form):
    place = forms.CharField(label=_("Nơi xảy ra (thôn, lớp, khoa, buồng)"), max_length=200)
    place_kind = forms.ChoiceField(label=_("Loại nơi"), choices=Outbreak.PlaceKind.choices)
    people_at_risk = forms.IntegerField(
        label=_("Số người có nguy cơ"), min_value=1, max_value=10_000_000, required=False
    )
    basis = forms.CharField(label=_("Căn cứ, số quyết định"), max_length=300)


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Biện pháp"), choices=OutbreakMeasure.Kind.choices)
    what = forms.CharField(label=_("Nội dung"), max_length=300)
    amount = forms.IntegerField(
        label=_("Số lượng"), min_value=1, max_value=10_000_000, required=False
    )
    amount_unit = forms.CharField(label=_("Đơn vị tính"), max_length=30, required=False)
    document = forms.CharField(label=_("Văn bản chỉ đạo"), max_length=160, required=False)
    done_on = DateField(label=_("Ngày làm"))


class ReportForm(forms.Form):
    note = forms.CharField(
        label=_("Diễn biến, việc đã làm trong ngày"), max_length=500, required=False
    )


class CloseForm(forms.Form):
    on = DateField(label=_("Ngày kết thúc"))
    note = forms.CharField(label=_("Nhận định"), max_length=300, required=False)


class ReopenForm(forms.Form):
    why = forms.CharField(label=_("Lý do mở lại"), max_length=300)
