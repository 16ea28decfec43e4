"""Forms of the door."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Without placeholders (the labels say it), the name filled in after a change of user."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        chosen = self.request.GET.get("as", "") if self.request else ""
        self.fields["login"].initial = chosen
        self.fields["password" if chosen else "login"].widget.attrs["autofocus"] = True


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Mật khẩu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
