"""A new address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WebhookForm(forms.Form):
    name = forms.CharField(
        label=_("Chương trình nào nhận"), max_length=80, help_text=_("Ví dụ: Kho dữ liệu của Sở")
    )
    url = forms.CharField(
        label=_("Địa chỉ nhận"), max_length=300, help_text=_("Bắt đầu bằng https://")
    )
