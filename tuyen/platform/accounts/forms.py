"""Forms of sign-in and of the accounts page."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.platform.access.actions import GUARDED
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts import queries


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


class AccountForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ thường không dấu, số, dấu chấm; ví dụ lo.thi.hanh."),
        validators=[
            RegexValidator(
                r"^[a-z0-9._-]{3,60}$", _("Dùng chữ thường không dấu, số, dấu chấm, gạch nối.")
            )
        ],
    )
    role = forms.ChoiceField(label=_("Vai trò"))
    unit_id = forms.ChoiceField(label=_("Đơn vị"))

    def __init__(self, who: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(queries.units_under(who)[:500])
        self._units = {str(unit.unit_id): unit for unit in units}
        self.fields["unit_id"].choices = [(key, unit.name) for key, unit in self._units.items()]  # type: ignore[attr-defined]
        self.fields["role"].choices = roles_given_by(who)  # type: ignore[attr-defined]

    @property
    def unit(self) -> ScopeNode:
        return self._units[self.cleaned_data["unit_id"]]


def roles_given_by(who: Actor) -> list[tuple[str, str]]:
    """Roles without a guarded permission that one does not hold oneself."""
    roles = rulebook.on("roles", clock.today())["role"]
    language = "label_en" if get_language() == "en" else "label_vi"
    return [
        (code, role[language])
        for code, role in roles.items()
        if GUARDED & set(role["permissions"]) <= who.permissions
    ]
