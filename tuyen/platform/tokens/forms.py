"""A key for a program."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.actor import Actor
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.tokens import queries
from tuyen.platform.tokens.actions import LONGEST_DAYS


class KeyForm(forms.Form):
    """Whose work the program does, under which name, for how long, and how far."""

    name = forms.CharField(
        label=gettext_lazy("Chương trình nào dùng"),
        max_length=80,
        help_text=gettext_lazy("Ví dụ: Phần mềm xét nghiệm"),
    )
    username = forms.CharField(
        label=gettext_lazy("Làm thay tài khoản"),
        max_length=60,
        help_text=gettext_lazy("Tên đăng nhập; chương trình thấy và làm được như tài khoản này"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Số ngày có hiệu lực"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
    )
    only_reads = forms.BooleanField(label=gettext_lazy("Chỉ đọc, không ghi"), required=False)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._who = who
        self.post: RoleAssignment | None = None

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        self.post = queries.post_of(username, self._who)
        if self.post is None:
            raise ValidationError(
                _("Không có tài khoản này đang giữ vị trí công tác ở đơn vị bạn quản lý.")
            )
        return username
