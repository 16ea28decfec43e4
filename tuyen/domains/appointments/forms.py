"""Booking, and what a unit says of its days."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui.fields import DateField
from tuyen.record.actions.appointments import MOST_A_DAY

HOUR = re.compile(r"^(\d{1,2})(?:[:h.](\d{2})?)?$")
WEEKDAYS = (
    ("0", _("Thứ Hai")),
    ("1", _("Thứ Ba")),
    ("2", _("Thứ Tư")),
    ("3", _("Thứ Năm")),
    ("4", _("Thứ Sáu")),
    ("5", _("Thứ Bảy")),
    ("6", _("Chủ nhật")),
)


class HourField(forms.CharField):
    """`8`, `8h30`, `08:30`."""

    def clean(self, value: Any) -> dt.time | None:
        text = str(value or "").strip().lower()
        if not text:
            return None
        found = HOUR.match(text)
        try:
            if found is None:
                raise ValueError(text)
            return dt.time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(_("Nhập giờ như 08:30.")) from None


class BookForm(forms.Form):
    day = DateField(label=_("Ngày hẹn"), ahead=True)
    hour = HourField(label=_("Giờ (nếu hẹn giờ)"), required=False, max_length=5)
    reason = forms.CharField(label=_("Lý do, từ trung tính"), required=False, max_length=200)
    over_capacity = forms.BooleanField(label=_("Vẫn hẹn dù ngày đã đủ người"), required=False)


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Lời nhắn"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
        help_text=_("Bỏ trống: lời có sẵn."),
    )
    columns = forms.CharField(
        label=_("Các cột của tệp"),
        required=False,
        max_length=60,
        help_text=_("Theo thứ tự nhà mạng cần."),
    )
    phone = forms.ChoiceField(
        label=_("Cách viết số điện thoại"), choices=(("84", "84912345678"), ("0", "0912345678"))
    )


class HoursForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("Số người hẹn một ngày"), min_value=1, max_value=MOST_A_DAY
    )
    closed_weekdays = forms.MultipleChoiceField(
        label=_("Ngày nghỉ trong tuần"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    closed_days = forms.CharField(
        label=_("Ngày nghỉ khác, mỗi dòng một ngày"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_closed_days(self) -> list[dt.date]:
        """Days as people write them, one a line."""
        read, one = [], DateField(ahead=True)
        for line in self.cleaned_data["closed_days"].split("\n"):
            if text := line.strip():
                read.append(one.clean(text))
        return [day for day in read if day]
