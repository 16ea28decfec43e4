"""Papers of custody, the guard's roster."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.custody import rules
from tuyen.domains.custody.models import LegalState
from tuyen.platform.ui.fields import DateField
from tuyen.record.models import Room


class PaperForm(forms.Form):
    legal_state = forms.ChoiceField(label=_("Tình trạng pháp lý"), choices=LegalState.choices)
    authority = forms.CharField(label=_("Cơ quan giam giữ"), max_length=200)
    number = forms.CharField(label=_("Số lệnh trích xuất"), max_length=60)
    issued_on = DateField(label=_("Ngày ký"), required=False)
    guard_unit = forms.CharField(label=_("Đơn vị canh gác"), max_length=120, required=False)
    restraint = forms.CharField(label=_("Biện pháp canh giữ"), max_length=300, required=False)
    is_family_told = forms.BooleanField(label=_("Đã báo thân nhân"), required=False)


class HandBackForm(forms.Form):
    """Stands beside the order of extraction, which has a number of its own: labels lead to their boxes."""

    to = forms.CharField(label=_("Người nhận lại"), max_length=120)
    number = forms.CharField(label=_("Số văn bản bàn giao"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "id_back_%s"
        super().__init__(*args, **kwargs)


class DutyForm(forms.Form):
    day = DateField(label=_("Ngày"))
    shift = forms.ChoiceField(label=_("Ca"))
    officer = forms.CharField(label=_("Cán bộ"), max_length=120)
    force = forms.CharField(label=_("Đơn vị cử"), max_length=120, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    room = forms.TypedChoiceField(
        label=_("Gác buồng"), coerce=uuid.UUID, required=False, empty_value=None
    )
    quarters = forms.TypedChoiceField(
        label=_("Chỗ nghỉ"), coerce=uuid.UUID, required=False, empty_value=None
    )
    has_meals = forms.BooleanField(label=_("Báo suất ăn"), required=False, initial=True)

    def __init__(
        self, *args: Any, rooms: Iterable[Room], quarters: Iterable[Room], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        self.fields["shift"].choices = [  # type: ignore[attr-defined]
            (each.code, each.label_en if english else each.label_vi)
            for each in rules.shifts(clock.today())
        ]
        for name, found in (("room", rooms), ("quarters", quarters)):
            choices = [("", "–"), *((f"{room.id}", room.name) for room in found)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class GiveOverForm(forms.Form):
    counted = forms.IntegerField(label=_("Số người đếm được"), min_value=0, max_value=500)
    note = forms.CharField(
        label=_("Lưu ý cho ca sau"), max_length=500, required=False, widget=forms.Textarea
    )
