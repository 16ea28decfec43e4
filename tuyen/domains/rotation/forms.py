"""What a person types about turns of rotation."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import nfc
from tuyen.domains.rotation.models import Grade, Kind
from tuyen.domains.rotation.queries import TECHNIQUES, technique_names
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.registry.facilities.forms import UnitField
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms.queries import search_codes


def technique_label(code: str) -> str:
    name = technique_names([code], clock.today()).get(code)
    return f"{code} – {name}" if name else ""


class TechniqueField(forms.Field):
    """→ the code of a technique; typed as code, or as words that only one entry has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TypeAhead("techniques:pick_technique", technique_label))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = nfc(str(value or "")).partition(" – ")[0]
        if not text or technique_label(text):
            return text
        found = search_codes(TECHNIQUES, text, clock.today(), 2)
        if len(found) != 1:
            raise ValidationError(
                _("Không có kỹ thuật này trong danh mục. Gõ vài chữ rồi chọn một dòng.")
            )
        return str(found[0].code)


def _people(members: Iterable[StaffMember]) -> list[tuple[str, str]]:
    labels = titles.profession_labels()
    named = [
        (str(each.id), " · ".join(filter(None, (each.name, labels.get(each.profession)))))
        for each in members
    ]
    return [("", _("– chọn –")), *named]


def _staff(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=uuid.UUID, empty_value=None, required=required
    )


class TurnForm(forms.Form):
    staff = _staff(gettext_lazy("Cán bộ"))
    to_unit = UnitField(label=gettext_lazy("Đơn vị nhận"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=[choice for choice in Kind.choices if choice[0] != Kind.EXCHANGE],
    )
    starts_on = DateField(label=gettext_lazy("Từ ngày"), ahead=True)
    ends_on = DateField(label=gettext_lazy("Đến ngày"), ahead=True)
    position = forms.CharField(label=gettext_lazy("Vị trí ở nơi nhận"), max_length=120)
    specialty = forms.CharField(label=gettext_lazy("Chuyên khoa"), max_length=80, required=False)
    purpose = forms.CharField(label=gettext_lazy("Mục đích"), max_length=300, required=False)
    backfill = _staff(gettext_lazy("Người làm thay ở nhà"), required=False)
    technique = TechniqueField(label=gettext_lazy("Kỹ thuật chuyển giao"), required=False)
    duties = forms.CharField(
        label=gettext_lazy("Nhiệm vụ, mỗi dòng một việc"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, staff: Iterable[StaffMember], who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _people(staff)
        for name in ("staff", "backfill"):
            self.fields[name].choices = people  # type: ignore[attr-defined]
        self.fields["to_unit"].who = who  # type: ignore[attr-defined]


class ExchangeForm(forms.Form):
    """Two people, the same days for both."""

    ours = _staff("")
    theirs = _staff("")
    starts_on = DateField(label=gettext_lazy("Từ ngày"), ahead=True)
    ends_on = DateField(label=gettext_lazy("Đến ngày"), ahead=True)
    position = forms.CharField(label=gettext_lazy("Vị trí công tác"), max_length=120)
    specialty = forms.CharField(label=gettext_lazy("Chuyên khoa"), max_length=80, required=False)
    purpose = forms.CharField(label=gettext_lazy("Mục đích"), max_length=300, required=False)
    technique = TechniqueField(label=gettext_lazy("Kỹ thuật chuyển giao"), required=False)

    def __init__(
        self,
        *args: Any,
        ours: Iterable[StaffMember],
        theirs: Iterable[StaffMember],
        units: tuple[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, unit in zip(("ours", "theirs"), units, strict=True):
            self.fields[name].label = _("Cán bộ của %(unit)s") % {"unit": unit}
        self.fields["ours"].choices = _people(ours)  # type: ignore[attr-defined]
        self.fields["theirs"].choices = _people(theirs)  # type: ignore[attr-defined]


class WithForm(forms.Form):
    """With which hospital."""

    unit = UnitField(label=gettext_lazy("Đổi với đơn vị"))

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].who = who  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=60)
    on = DateField(label=gettext_lazy("Ngày ký"))
    signed_by = forms.CharField(label=gettext_lazy("Người ký"), max_length=120)


class AccountForm(forms.Form):
    """The name with which a guest signs in."""

    username = forms.RegexField(
        r"^[a-zA-Z0-9._-]{3,60}$",
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


class EndForm(forms.Form):
    on = DateField(label=gettext_lazy("Ngày cuối làm việc ở nơi nhận"))
    why = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi về trước hạn"),
    )


class CancelForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do hủy"), max_length=300)


class GradeForm(forms.Form):
    grade = forms.ChoiceField(
        label=gettext_lazy("Đánh giá"), choices=Grade.choices, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=gettext_lazy("Nhận xét"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DutyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Nhiệm vụ"), max_length=300)
    technique = TechniqueField(label=gettext_lazy("Kỹ thuật"), required=False)
