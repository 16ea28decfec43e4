"""What is typed on the pages of calls."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SessionForm(forms.Form):
    """A session without a patient."""

    title = forms.CharField(
        label=_("Nội dung phiên"),
        max_length=120,
        help_text=_("Ví dụ: Diễn tập ổ dịch sởi. Không ghi tên người bệnh."),
    )


class CodeForm(forms.Form):
    """The code that the other side has told."""

    code = forms.CharField(
        label=_("Mã vào phiên"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class LinkForm(forms.Form):
    """A room of any system."""

    link = forms.CharField(label=_("Liên kết phòng họp"), max_length=300, required=False)
