"""Forms of areas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.isolation_areas.models import IsolationArea, Severity
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.platform.ui.fields import DateField


def _count(label: Any, most: int = 100_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most)


class TemplateForm(forms.Form):
    template = forms.ChoiceField(label=_("Mẫu khu"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = queries.template_choices()  # type: ignore[attr-defined]


class OpenForm(TemplateForm):
    for_whom = forms.ChoiceField(label=_("Dành cho"), choices=IsolationArea.ForWhom.choices)
    name = forms.CharField(label=_("Tên khu"), max_length=80)
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    disease = forms.ChoiceField(label=_("Bệnh"), required=False)
    opening_order = forms.CharField(label=_("Số quyết định mở"), max_length=80)
    opened_on = DateField(label=_("Ngày mở"))

    def __init__(self, *args: Any, sees_custody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Chưa định")), *queries.disease_choices()]
        self.fields["disease"].choices = choices  # type: ignore[attr-defined]
        if not sees_custody:
            self.fields["for_whom"].choices = [  # type: ignore[attr-defined]
                each for each in IsolationArea.ForWhom.choices if each[0] != "detainees"
            ]


class ChangeForm(forms.Form):
    name = forms.CharField(label=_("Tên khu"), max_length=80)
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    oxygen_points = _count(_("Đầu thở ô xy"), 30_000)
    oxygen_cylinders = _count(_("Bình ô xy"), 30_000)
    oxygen_lpm = _count(_("Ô xy cấp được (lít/phút)"))


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Tên buồng"), max_length=40)
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices)
    beds = forms.IntegerField(label=_("Số giường"), min_value=1, max_value=60)


class ChangeRoomForm(forms.Form):
    name = forms.CharField(label=_("Tên buồng"), max_length=40)
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices)
    is_open = forms.BooleanField(label=_("Đang dùng"), required=False)


class OrderForm(forms.Form):
    order = forms.CharField(label=_("Số quyết định"), max_length=80)


class CloseForm(OrderForm):
    on = DateField(label=_("Ngày đóng"))
