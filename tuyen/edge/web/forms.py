"""Forms of the administration pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.edge.web import queries
from tuyen.platform.access.chart_access import REASON_LETTERS


def _units(who: Actor) -> list[tuple[str, str]]:
    return [(str(node.unit_id), node.name) for node in queries.nodes_managed_by(who)[:500]]


class PostForm(forms.Form):
    """A role at a unit inside the actor's scope."""

    role = forms.ChoiceField(label=_("Vai trò"))
    unit = forms.ChoiceField(label=_("Đơn vị"))

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(queries.role_labels().items())  # type: ignore[attr-defined]
        self.fields["unit"].choices = _units(who)  # type: ignore[attr-defined]


class AccountForm(PostForm):
    """A new account with its first post."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.RegexField(
        r"^[a-zA-Z0-9._-]{3,60}$",
        label=_("Tên đăng nhập"),
        help_text=_("Từ 3 chữ: chữ không dấu, số, dấu chấm hoặc gạch. Ví dụ: lo.thi.hanh"),
        error_messages={
            "invalid": _("Chỉ dùng chữ không dấu, số, dấu chấm hoặc gạch, từ 3 chữ trở lên.")
        },
    )

    field_order = ("full_name", "username", "role", "unit")


class GrantForm(forms.Form):
    """Leave to see one sensitive compartment."""

    compartment = forms.ChoiceField(label=_("Loại dữ liệu nhạy cảm"))
    reason = forms.CharField(label=_("Lý do cần xem"), max_length=300)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compartment"].choices = list(queries.grantable(who).items())  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """What the privacy officer concludes."""

    conclusion = forms.CharField(
        label=_("Kết luận"),
        max_length=300,
        min_length=REASON_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"min_length": _("Xin ghi rõ kết luận, ít nhất 15 chữ cái.")},
    )
