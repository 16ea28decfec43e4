"""What a person types about a unit."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.registry.areas.fields import CommuneField
from tuyen.registry.facilities import kinds, queries
from tuyen.registry.facilities.models import AffiliationKind, Chain, CodeSystem, Unit

PARTS_UNDER = ("facility", "place", "office")


def refused_by(form: forms.Form, refusal: Refused) -> None:
    """The sentence beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def unit_label(value: str) -> str:
    """Name of a unit by its id; empty for what is no id."""
    try:
        found = Unit.objects.filter(pk=UUID(value)).first()
    except ValueError:
        return ""
    return found.name if found else ""


class UnitField(forms.Field):
    """A unit that the reader may see, by choosing it or by its whole name."""

    def __init__(self, **kwargs: Any) -> None:
        self.who: Actor | None = None
        super().__init__(widget=TypeAhead("facilities:search", unit_label), **kwargs)

    def to_python(self, value: Any) -> Unit | None:
        text = nfc(str(value or ""))
        if not text or self.who is None:
            return None
        seen = queries.visible_to(self.who)
        try:
            found = list(seen.filter(pk=UUID(text)))
        except ValueError:
            found = list(queries.filtered(self.who, clock.today(), words=text)[:2])
        if len(found) != 1:
            raise ValidationError(_("Chọn một đơn vị trong danh sách gợi ý."))
        return found[0]


class UnitForm(forms.Form):
    """A new unit, or the details of one that is there."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại đơn vị"))
    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Tên ngắn"), max_length=60, required=False)
    commune_code = CommuneField(label=gettext_lazy("Xã, phường"), required=False)
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=30, required=False)
    valid_from = DateField(label=gettext_lazy("Hoạt động từ ngày"), required=False)
    legal_basis = forms.CharField(
        label=gettext_lazy("Văn bản thành lập"), max_length=200, required=False
    )

    def __init__(self, *args: Any, under: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– chọn –")), *kinds.labels_under(under.kind if under else "").items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        told = {name: getattr(unit, name) for name in cls.base_fields}
        return cls(initial=told, under=unit.parent)


class MoveForm(forms.Form):
    to = UnitField(label=gettext_lazy("Trực thuộc đơn vị"))
    why = forms.CharField(label=gettext_lazy("Căn cứ, lý do"), max_length=300)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].who = who  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    on = DateField(label=gettext_lazy("Ngày hoạt động cuối cùng"))
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200)


class RatingForm(forms.Form):
    care_level = forms.ChoiceField(label=gettext_lazy("Cấp chuyên môn"), required=False)
    score = forms.FloatField(
        label=gettext_lazy("Điểm xếp cấp"), required=False, min_value=0, localize=True
    )
    facility_class = forms.ChoiceField(label=gettext_lazy("Hạng"), required=False)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tuyến trước đây"),
        required=False,
        help_text=gettext_lazy("Tuyến đến 31/12/2024; quyền lợi bảo hiểm y tế còn dùng"),
    )
    beds = forms.IntegerField(label=gettext_lazy("Giường kế hoạch"), required=False, min_value=0)
    licence_number = forms.CharField(
        label=gettext_lazy("Số giấy phép hoạt động"), max_length=60, required=False
    )
    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("care_level", "facility_class", "tier"):
            choices = [("", _("– chưa xếp –")), *kinds.level_labels(name).items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    system = forms.ChoiceField(label=gettext_lazy("Loại mã"), choices=CodeSystem.choices)
    code = forms.CharField(label=gettext_lazy("Mã"), max_length=20)
    valid_from = DateField(label=gettext_lazy("Từ ngày"), required=False)
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        wanted = {CodeSystem.BHYT5.value: (5, "isalnum"), CodeSystem.GLN13.value: (13, "isdigit")}
        length, test = wanted.get(told.get("system", ""), (0, ""))
        code = told.get("code", "")
        if length and (len(code) != length or not code.isascii() or not getattr(code, test)()):
            self.add_error("code", _("Mã phải có đúng %(length)s ký tự.") % {"length": length})
        return told


class TieForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Quan hệ"), choices=AffiliationKind.choices)
    side = forms.ChoiceField(
        label=gettext_lazy("Đơn vị này là"),
        choices=[
            ("upper", gettext_lazy("bên trên (hạt nhân, cụm, chỉ đạo)")),
            ("lower", gettext_lazy("bên dưới (vệ tinh, thành viên)")),
        ],
    )
    other = UnitField(label=gettext_lazy("Đơn vị kia"))
    valid_from = DateField(label=gettext_lazy("Từ ngày"), required=False)
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].who = who  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Filters of the network; every one may be left open."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(required=False)
    chain = forms.ChoiceField(required=False, choices=[("", "")])
    care_level = forms.ChoiceField(required=False)
    province_code = forms.CharField(required=False, max_length=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = [
            ("kind", _("Mọi loại"), kinds.kind_labels()),
            ("chain", _("Cả hai hệ thống"), dict(Chain.choices)),
            ("care_level", _("Mọi cấp chuyên môn"), kinds.level_labels("care_level")),
        ]
        for name, every, labels in blank:
            self.fields[name].choices = [("", every), *labels.items()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The filters that are set and make sense; an unknown value is no filter."""
        self.is_valid()
        told = {**self.cleaned_data}
        told["words"] = told.pop("q", "")
        return {name: value for name, value in told.items() if value}
