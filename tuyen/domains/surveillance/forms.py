"""Forms of surveillance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.surveillance.models import Signal
from tuyen.platform.ui.fields import DateField


class SendForm(forms.Form):
    monday = DateField(label=_("Tuần từ ngày"))
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class JudgeForm(forms.Form):
    """Its step is a button of its own, so that it stands in no field of the page."""

    status = forms.ChoiceField(choices=Signal.Status.choices)
    why = forms.CharField(label=_("Lý do: đã kiểm tra gì, thấy gì"), max_length=300)


class AssessForm(forms.Form):
    risk = forms.ChoiceField(label=_("Nguy cơ"), choices=Signal.Risk.choices)
    why = forms.CharField(label=_("Căn cứ đánh giá"), max_length=500)
