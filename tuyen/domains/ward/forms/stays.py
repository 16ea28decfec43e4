"""Coming to the ward, its rooms, and leaving it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.moments import MomentField
from tuyen.record.models.admissions import AdmissionKind
from tuyen.record.models.beds import RoomKind
from tuyen.record.models.deaths import DeathMode
from tuyen.record.queries.beds import Place, Ward
from tuyen.record.rules.admissions import CUSTODY, Ending, codes, endings

BY_UNIT_KIND = {"health_station": AdmissionKind.SHORT_STAY, "polyclinic": AdmissionKind.SHORT_STAY}


class AdmitForm(forms.Form):
    """`bed`: free beds of the unit, or none yet. Custody is asked only of who holds the grant."""

    reason = forms.CharField(label=_("Lý do vào viện"), max_length=300, required=False)
    code = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    diagnosis = forms.CharField(label=_("Chẩn đoán lúc vào"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Loại điều trị"), choices=AdmissionKind.choices)
    unit = forms.TypedChoiceField(label=_("Khoa"), coerce=uuid.UUID)
    bed = forms.TypedChoiceField(
        label=_("Giường"), coerce=uuid.UUID, required=False, empty_value=None
    )
    at = MomentField(label=_("Giờ vào"), required=False, help_text=_("Để trống là bây giờ"))
    is_planned = forms.BooleanField(label=_("Hẹn nhập viện, chưa đến"), required=False)
    in_custody = forms.BooleanField(label=_("Người bị giam, giữ: nằm buồng riêng"), required=False)
    source = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    source_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        who: Actor,
        units: Iterable[ScopeNode],
        wards: Iterable[Ward],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{unit.unit_id}", unit.name) for unit in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = choices[0][0]
        self.fields["bed"].choices = free_beds(wards)  # type: ignore[attr-defined]
        self.fields["kind"].initial = BY_UNIT_KIND.get(who.unit_kind, AdmissionKind.INPATIENT)
        if not who.sees(CUSTODY):
            del self.fields["in_custody"]


def free_beds(wards: Iterable[Ward]) -> list[tuple[str, Any]]:
    """Free beds by room, for a field to choose from."""
    groups: list[tuple[str, Any]] = [("", _("Chưa xếp giường"))]
    for ward in wards:
        free = [(f"{place.bed.id}", _name(ward, place)) for place in ward.places if place.is_free]
        if free:
            groups.append((ward.room.name, free))
    return groups


def _name(ward: Ward, place: Place) -> str:
    return f"{ward.room.name} · {place.bed.name}"


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Tên buồng"), max_length=40, help_text=_("Ví dụ: Buồng 3"))
    kind = forms.ChoiceField(label=_("Loại buồng"), choices=RoomKind.choices)
    beds = forms.IntegerField(label=_("Số giường"), min_value=0, max_value=60, initial=4)
    unit = forms.TypedChoiceField(label=_("Khoa"), coerce=uuid.UUID)

    def __init__(self, *args: Any, who: Actor, units: Iterable[ScopeNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{unit.unit_id}", unit.name) for unit in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = choices[0][0]
        if not who.sees(CUSTODY):
            kept = [pair for pair in RoomKind.choices if pair[0] not in ("secure", "quarters")]
            self.fields["kind"].choices = kept  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """The discharge summary. Codes of the insurer hang on how the stay ends; a death asks for causes."""

    status = forms.ChoiceField(label=_("Hình thức"), widget=forms.RadioSelect)
    type = forms.ChoiceField(label=_("Loại ra viện"))
    outcome = forms.ChoiceField(label=_("Kết quả điều trị"))
    at = MomentField(label=_("Giờ ra"), required=False, help_text=_("Để trống là bây giờ"))
    code = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    diagnosis = forms.CharField(label=_("Chẩn đoán lúc ra"), max_length=300, required=False)
    course = forms.CharField(
        label=_("Quá trình bệnh lý và diễn biến"), widget=forms.Textarea, required=False
    )
    findings = forms.CharField(
        label=_("Kết quả xét nghiệm, hình ảnh có giá trị"), widget=forms.Textarea, required=False
    )
    treatment = forms.CharField(
        label=_("Phương pháp điều trị"), widget=forms.Textarea, required=False
    )
    state_at_end = forms.CharField(
        label=_("Tình trạng lúc ra"), widget=forms.Textarea, required=False
    )
    advice = forms.CharField(
        label=_("Hướng điều trị tiếp, lời dặn"), widget=forms.Textarea, required=False
    )
    next_visit_on = DateField(
        label=_("Hẹn khám lại"), ahead=True, required=False, help_text=_("Ngày, hoặc +7")
    )
    a = forms.CharField(label=_("a) Nguyên nhân trực tiếp"), max_length=200, required=False)
    b = forms.CharField(label=_("b) do"), max_length=200, required=False)
    c = forms.CharField(label=_("c) do"), max_length=200, required=False)
    d = forms.CharField(label=_("d) do"), max_length=200, required=False)
    underlying_code = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    underlying = forms.CharField(
        label=_("Nguyên nhân chính (bệnh khởi đầu)"), max_length=300, required=False
    )
    other = forms.CharField(label=_("Bệnh khác góp phần"), max_length=300, required=False)
    mode = forms.ChoiceField(
        label=_("Hình thức tử vong"), choices=DeathMode.choices, required=False, initial="disease"
    )

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, language = endings(day), get_language() or "vi"
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (each.status, each.label_en if language == "en" else each.label_vi)
            for each in known.values()
        ]
        self.fields["status"].initial = next(iter(known))
        for name, scheme in (("type", "discharge_type"), ("outcome", "treatment_outcome")):
            wanted = {code for each in known.values() for code in _codes(each, name)}
            self.fields[name].choices = [  # type: ignore[attr-defined]
                pair for pair in codes(scheme, day, language).items() if pair[0] in wanted
            ]
        self.fields["outcome"].initial = known["discharged"].outcomes[0]

    @property
    def is_death(self) -> bool:
        return bool(self["status"].value() == "died")


def _codes(ending: Ending, name: str) -> tuple[str, ...]:
    return ending.types if name == "type" else ending.outcomes


class LeaveForm(forms.Form):
    until = MomentField(label=_("Hẹn trở lại"), help_text=_("Ví dụ: 07:00 23/11/2026"))
    why = forms.CharField(label=_("Lý do"), max_length=200, required=False)

    @staticmethod
    def tomorrow() -> dt.datetime:
        return clock.start_of(clock.today() + dt.timedelta(days=1)) + dt.timedelta(hours=7)
