"""What staff type about a person. A scanned card fills the same fields."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.ui.fields import DateField
from tuyen.registry.areas.queries import area_with
from tuyen.registry.persons import addresses, rules
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import BirthPrecision, IdentifierSystem, Person, Sex
from tuyen.registry.persons.sentences import sentence
from tuyen.registry.terms.queries import choices_on

SEX_CHOICES = [(Sex.MALE, _("Nam")), (Sex.FEMALE, _("Nữ")), (Sex.UNKNOWN, _("Chưa rõ"))]


class BirthField(forms.Field):
    """`03/02/1979`, `02/1979`, `1979`, `~1950`, `45 tuổi` → what is known of the birth date."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "placeholder": _("ngày/tháng/năm, hoặc năm")}

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, rules.Birth) else value

    def to_python(self, value: Any) -> rules.Birth:
        text = str(value or "").strip()
        if not text:
            return rules.UNKNOWN_BIRTH
        try:
            return rules.read_birth(text, clock.today())
        except rules.Unreadable as refused:
            raise ValidationError(sentence(refused.fault), code=refused.fault) from refused

    def validate(self, value: rules.Birth) -> None:
        if self.required and value.on is None:
            raise ValidationError(
                _("Cần ngày sinh, hoặc năm sinh ước tính như ~1950."), code="required"
            )


class NumberField(forms.CharField):
    """A number of one kind, stored bare."""

    def __init__(self, *, system: str, **kwargs: Any) -> None:
        self.system = system
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        mode = "text" if self.system in ("insurance_card", "passport") else "numeric"
        return {**super().widget_attrs(widget), "inputmode": mode, "autocomplete": "off"}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            if self.system == "phone":
                return rules.read_phone(text)
            if self.system == "insurance_card" and len(rules.bare(text)) == 10:
                return rules.read_number("social_insurance", text)
            return rules.read_number(self.system, text)
        except rules.Unreadable as refused:
            raise ValidationError(sentence(refused.fault), code=refused.fault) from refused


class DetailsForm(forms.Form):
    """Identity without numbers: for mending. The kept code of a commune wins over its words."""

    name = forms.CharField(
        label=_("Họ và tên"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth = BirthField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=SEX_CHOICES, widget=forms.RadioSelect, required=False
    )
    commune = forms.CharField(label=_("Xã, phường"), max_length=150, required=False)
    commune_code = forms.CharField(max_length=5, required=False, widget=forms.HiddenInput)
    commune_part = forms.CharField(max_length=5, required=False)  # of a split one: see `split`
    address_line = forms.CharField(label=_("Thôn, bản, số nhà"), max_length=200, required=False)
    phone = NumberField(system="phone", label=_("Điện thoại"))
    carer_name = forms.CharField(label=_("Người chăm sóc"), max_length=120, required=False)
    ethnic_code = forms.ChoiceField(label=_("Dân tộc"), required=False)
    occupation_code = forms.ChoiceField(label=_("Nghề nghiệp"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.split: addresses.Split | None = self.initial.get("split")
        today = clock.today()
        for name, scheme in (("ethnic_code", "ethnic_group"), ("occupation_code", "occupation")):
            self.fields[name].choices = [("", _("Không ghi")), *choices_on(scheme, today)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["sex"] = said.get("sex") or self.sex_told()
        if not said["sex"]:
            self.add_error("sex", _("Chọn giới tính."))
        said["commune_code"] = self._commune_code(said)
        return said

    def _commune_code(self, said: dict[str, Any]) -> str:
        """The chosen code while its words still stand in the box; else what the words alone say."""
        words, code = said.get("commune", ""), said.get("commune_code", "")
        if not words:
            return ""
        chosen = area_with(code, clock.today()) if len(code) == 5 else None
        if chosen and fold(words) in (fold(chosen.full_name), fold(chosen.name)):
            return str(code)
        found = addresses.commune_called(words, clock.today())
        if found.split:
            return self._part_of(found.split, said.get("commune_part", ""))
        if not found.code:
            self.add_error("commune", _("Chọn một xã, phường trong danh sách gợi ý."))
        return found.code

    def _part_of(self, split: addresses.Split, code: str) -> str:
        """Which of the new communes the person lives in: asked, never guessed."""
        self.split = split
        if code in (area.code for area in split.parts):
            return code
        said = (
            _("%(name)s đã tách: chọn xã, phường nay ở.")
            if split.is_one
            else _("Có nhiều nơi tên %(name)s: chọn đúng nơi ở.")
        )
        self.add_error("commune", said % {"name": split.name})
        return ""

    def sex_told(self) -> str:
        """Sex where nobody chose it."""
        return ""

    def details(self, **more: Any) -> Details:
        said = self.cleaned_data
        names = (
            *("name", "birth", "sex", "commune_code", "address_line", "phone", "carer_name"),
            *("ethnic_code", "occupation_code"),
        )
        return Details(**{name: said[name] for name in names}, **more)


class RegisterForm(DetailsForm):
    """A new person: numbers first, for a scan fills everything else."""

    citizen_id = NumberField(system="citizen_id", label=_("Số định danh (CCCD)"))
    insurance_card = NumberField(system="insurance_card", label=_("Thẻ BHYT"))
    old_id = NumberField(system="old_id", label=_("Số CMND cũ"))
    passport = NumberField(system="passport", label=_("Hộ chiếu"))
    source = forms.CharField(required=False, widget=forms.HiddenInput, initial="manual")
    is_custody = forms.BooleanField(
        label=_("Chỉ quản lý trong nơi giam, giữ: ẩn với người không được cấp quyền"),
        required=False,
    )
    repeat_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not who.sees("custody"):
            del self.fields["is_custody"]

    def sex_told(self) -> str:
        """A citizen number tells the sex, so that nobody types it."""
        number = self.cleaned_data.get("citizen_id")
        if not number:
            return ""
        table = rulebook.on("identity/personal_number", clock.today())
        return rules.number_says(number, table.values, table.rows).sex

    def numbers(self) -> list[Number]:
        said = self.cleaned_data
        source = "qr" if said.get("source") == "qr" else "manual"
        found = [
            Number(system, said[system], source)
            for system in ("citizen_id", "old_id", "passport")
            if said.get(system)
        ]
        if card := said.get("insurance_card"):
            system = "social_insurance" if len(card) == 10 else "insurance_card"
            found.append(Number(system, card, source))
        return found

    def new_details(self) -> Details:
        return self.details(compartment="custody" if self.cleaned_data.get("is_custody") else "")


class NewbornForm(forms.Form):
    name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        help_text=_("Bỏ trống nếu chưa đặt tên: ghi theo tên mẹ."),
    )
    birth = BirthField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=SEX_CHOICES, widget=forms.RadioSelect)
    birth_order = forms.IntegerField(
        label=_("Thứ tự sinh"),
        min_value=1,
        max_value=8,
        required=False,
        help_text=_("Chỉ ghi khi sinh đôi, sinh ba."),
    )

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class NumberForm(forms.Form):
    system = forms.ChoiceField(
        label=_("Loại số"),
        choices=[c for c in IdentifierSystem.choices if c[0] != IdentifierSystem.TEMPORARY],
    )
    value = forms.CharField(label=_("Số"), max_length=40)
    valid_from = DateField(label=_("Có giá trị từ"), required=False)
    valid_to = DateField(label=_("Có giá trị đến"), required=False)

    def number(self) -> Number:
        return Number(**self.cleaned_data)


class DeceasedForm(forms.Form):
    on = DateField(label=_("Ngày mất"))


class MergeForm(forms.Form):
    keep = forms.UUIDField(
        label=_("Hồ sơ giữ lại"), error_messages={"required": _("Chọn hồ sơ giữ lại.")}
    )
    why = forms.CharField(label=_("Lý do gộp"), max_length=300)


def from_card(card: rules.CitizenCard, on: dt.date) -> dict[str, Any]:
    """Initial values of the form from a scanned card."""
    place = addresses.located(card.address, on)
    return {
        "citizen_id": card.number,
        "old_id": card.old_number,
        "name": card.name,
        "birth": card.birth,
        "sex": card.sex,
        "source": "qr",
        **commune_initial(place.commune_code, on, place.split),
        "address_line": place.line,
    }


def commune_initial(code: str, on: dt.date, split: addresses.Split | None = None) -> dict[str, Any]:
    """The two fields of a commune: its words and its code; of a split one the old words."""
    if split:
        return {"commune": split.place, "commune_code": "", "split": split}
    area = area_with(code, on) if code else None
    return {"commune": area.full_name if area else "", "commune_code": code if area else ""}


def from_person(person: Person, on: dt.date) -> Mapping[str, Any]:
    """Initial values of the form from what is written."""
    precision = person.birth_precision if person.birth_date else BirthPrecision.UNKNOWN
    names = ("name", "sex", "address_line", "phone", "carer_name", "ethnic_code", "occupation_code")
    return {
        **{name: getattr(person, name) for name in names},
        "birth": rules.Birth(person.birth_date, precision),
        **commune_initial(person.commune_code, on),
    }
