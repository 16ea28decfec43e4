"""An adverse event as it is typed."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.ui.fields import DateField


class EventForm(forms.Form):
    signs = forms.CharField(label=_("Biểu hiện"), max_length=300)
    day = DateField(label=_("Bắt đầu ngày"))
    hour = forms.TimeField(label=_("Giờ"), input_formats=["%H:%M", "%Hh%M", "%Hg%M"])
    is_serious = forms.BooleanField(
        label=_("Nặng: nguy hiểm tính mạng, phải nằm viện, để lại di chứng hoặc tử vong"),
        required=False,
    )
    care = forms.CharField(label=_("Xử trí"), max_length=300, required=False)

    def began_at(self) -> dt.datetime:
        said = self.cleaned_data
        return dt.datetime.combine(said["day"], said["hour"], clock.VIETNAM)
