"""Forms of both sides."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.actor import Actor
from tuyen.platform.accounts.models import Account
from tuyen.platform.rescue import queries
from tuyen.platform.rescue.models import KnownStation

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "fs-3"}
_NAME = r"^[a-zA-Z0-9._-]{3,60}$"


class AskForm(forms.Form):
    """At the station's door: what happened, and to whom."""

    purpose = forms.ChoiceField(label=gettext_lazy("Chuyện gì xảy ra"))
    username = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = queries.purpose_words()
        words.pop("create")
        self.fields["purpose"].choices = list(words.items())  # type: ignore[attr-defined]


class AskNewForm(forms.Form):
    """At the station's door: somebody new, and nobody here who makes accounts."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    username = forms.RegexField(
        _NAME,
        label=gettext_lazy("Tên đăng nhập"),
        help_text=gettext_lazy(
            "Từ 3 chữ: chữ không dấu, số, dấu chấm hoặc gạch. Ví dụ: lo.thi.hanh"
        ),
        error_messages={
            "invalid": gettext_lazy(
                "Chỉ dùng chữ không dấu, số, dấu chấm hoặc gạch, từ 3 chữ trở lên."
            )
        },
    )
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(queries.role_words().items())  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The supervisor's code; where a password is wanted, the person's own, twice."""

    code = forms.CharField(
        label=gettext_lazy("Mã người quản trị tuyến trên đọc"),
        max_length=20,
        widget=forms.TextInput(attrs=_DIGITS),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        max_length=128,
        help_text=gettext_lazy("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Mật khẩu mới lần nữa"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, purpose: str, username: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._username = username
        if purpose not in ("password", "create"):
            del self.fields["password"], self.fields["again"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        password = told.get("password")
        if password:
            try:
                validate_password(password, Account(username=self._username))
            except ValidationError as fault:
                self.add_error("password", fault)
            if told.get("again") not in (None, password):
                self.add_error("again", _("Hai lần gõ mật khẩu không giống nhau."))
        return told


class GiveForm(forms.Form):
    """At the supervisor's: who calls, from which machine, what for, and the number."""

    station = forms.ModelChoiceField(
        KnownStation.objects.none(), label=gettext_lazy("Máy của trạm"), empty_label=None
    )
    person = forms.CharField(label=gettext_lazy("Ai đang gọi (họ và tên)"), max_length=120)
    known_by = forms.ChoiceField(label=gettext_lazy("Nhận ra người gọi bằng cách nào"))
    purpose = forms.ChoiceField(label=gettext_lazy("Việc cần làm"))
    username = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=60)
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"),
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi lập tài khoản mới"),
    )
    number = forms.CharField(
        label=gettext_lazy("Số hiện trên máy của trạm"),
        max_length=20,
        widget=forms.TextInput(attrs=_DIGITS),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = queries.stations_of(who)  # type: ignore[attr-defined]
        for name, words in {
            "known_by": queries.known_by_words(),
            "purpose": queries.purpose_words(),
            "role": {"": "—", **queries.role_words()},
        }.items():
            self.fields[name].choices = list(words.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("purpose") == "create" and not told.get("role") and "role" not in self.errors:
            self.add_error("role", _("Chọn vai trò của tài khoản mới."))
        return told


class StationForm(forms.Form):
    """A machine of a lower unit that will take our codes."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"))
    name = forms.CharField(
        label=gettext_lazy("Máy nào"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Máy bàn phòng khám"),
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(queries.units_below(who).items())  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    """On the station: the key that the upper tier made for this machine."""

    key = forms.CharField(
        label=gettext_lazy("Khóa ghép do tuyến trên cấp"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Bảy nhóm bốn chữ"),
    )
    name = forms.CharField(label=gettext_lazy("Đơn vị tuyến trên"), max_length=120)
    phone = forms.RegexField(
        r"^[0-9 .+()-]{3,40}$",
        label=gettext_lazy("Gọi số nào"),
        error_messages={"invalid": gettext_lazy("Chỉ ghi số điện thoại.")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("Máy này của đơn vị"))

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(queries.units_mine(who).items())  # type: ignore[attr-defined]
