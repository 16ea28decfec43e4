"""What is typed or handed in on the pages of signatures."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HeldFileForm(forms.Form):
    """The file that somebody holds."""

    file = forms.FileField(label=_("Tệp PDF đang có"))


class SignForm(forms.Form):
    """The signer's own password, typed again."""

    password = forms.CharField(
        label=_("Mật khẩu của bạn"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
