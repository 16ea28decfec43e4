"""Forms of areas."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.isolation_areas.actions.checks import Told
from tuyen.domains.isolation_areas.models import AfterCare, IsolationArea, Severity
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.domains.isolation_areas.rules import checks, needs
from tuyen.platform.ui.fields import ClinicalNumberField, DateField

Choices = Sequence[tuple[str, str]]


def _count(label: Any, most: int = 100_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most)


class TemplateForm(forms.Form):
    template = forms.ChoiceField(label=_("Mẫu khu"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = queries.template_choices()  # type: ignore[attr-defined]


class OpenForm(TemplateForm):
    for_whom = forms.ChoiceField(label=_("Dành cho"), choices=IsolationArea.ForWhom.choices)
    name = forms.CharField(label=_("Tên khu"), max_length=80)
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    disease = forms.ChoiceField(label=_("Bệnh"), required=False)
    opening_order = forms.CharField(label=_("Số quyết định mở"), max_length=80)
    opened_on = DateField(label=_("Ngày mở"))

    def __init__(self, *args: Any, sees_custody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Chưa định")), *queries.disease_choices()]
        self.fields["disease"].choices = choices  # type: ignore[attr-defined]
        if not sees_custody:
            self.fields["for_whom"].choices = [  # type: ignore[attr-defined]
                each for each in IsolationArea.ForWhom.choices if each[0] != "detainees"
            ]


class ChangeForm(forms.Form):
    name = forms.CharField(label=_("Tên khu"), max_length=80)
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    oxygen_points = _count(_("Đầu thở ô xy"), 30_000)
    oxygen_cylinders = _count(_("Bình ô xy"), 30_000)
    oxygen_lpm = _count(_("Ô xy cấp được (lít/phút)"))


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Tên buồng"), max_length=40)
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices)
    beds = forms.IntegerField(label=_("Số giường"), min_value=1, max_value=60)


class ChangeRoomForm(forms.Form):
    name = forms.CharField(label=_("Tên buồng"), max_length=40)
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices)
    is_open = forms.BooleanField(label=_("Đang dùng"), required=False)


class OrderForm(forms.Form):
    order = forms.CharField(label=_("Số quyết định"), max_length=80)


class CloseForm(OrderForm):
    on = DateField(label=_("Ngày đóng"))


class FindForm(forms.Form):
    q = forms.CharField(label=_("Tìm theo tên, năm sinh, số giấy tờ"), max_length=120)


class AdmitForm(forms.Form):
    severity = forms.ChoiceField(label=_("Mức độ lúc vào"), choices=Severity.choices)
    bed = forms.TypedChoiceField(
        label=_("Giường"), coerce=uuid.UUID, required=False, empty_value=None
    )
    arrived_on = DateField(label=_("Ngày vào"))
    source = forms.CharField(label=_("Đến từ"), max_length=160, required=False)
    is_held = forms.BooleanField(label=_("Đang bị giam, giữ"), required=False)

    def __init__(self, *args: Any, beds: Choices, for_detainees: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bed"].choices = [("", _("Chờ xếp giường")), *beds]  # type: ignore[attr-defined]
        if not for_detainees:
            del self.fields["is_held"]


class PlaceForm(forms.Form):
    bed = forms.TypedChoiceField(label=_("Giường"), coerce=uuid.UUID)
    why = forms.CharField(label=_("Lý do chuyển"), max_length=200, required=False)

    def __init__(self, *args: Any, beds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bed"].choices = list(beds)  # type: ignore[attr-defined]


class SeverityForm(forms.Form):
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices)
    why = forms.CharField(label=_("Lý do"), max_length=200, required=False)


class EndForm(forms.Form):
    then = forms.ChoiceField(
        label=_("Ra khu thế nào"),
        choices=[
            ("discharged", _("Khỏi, hết thời hạn")),
            ("transferred", _("Chuyển nơi khác")),
            ("died", _("Tử vong")),
        ],
    )
    on = DateField(label=_("Ngày"))
    to_place = forms.CharField(label=_("Chuyển đến"), max_length=160, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=300)


class CheckForm(forms.Form):
    day = DateField(label=_("Ngày"))
    temperature = ClinicalNumberField(
        label=_("Nhiệt độ (°C)"), possible=(30, 45), plausible=(35, 42), required=False
    )
    spo2 = ClinicalNumberField(
        label=_("SpO₂ (%)"), places=0, possible=(40, 100), plausible=(85, 100), required=False
    )
    oxygen_lpm = ClinicalNumberField(
        label=_("Ô xy đang thở (lít/phút)"), possible=(0, 80), plausible=(0, 60), required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Triệu chứng"), required=False, widget=forms.CheckboxSelectMultiple
    )
    severity = forms.ChoiceField(label=_("Mức độ (người khám quyết định)"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = checks.symptoms(clock.today(), get_language() or "vi")
        self.fields["symptoms"].choices = list(words.items())  # type: ignore[attr-defined]
        choices = [("", _("Giữ nguyên")), *Severity.choices]
        self.fields["severity"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> Told:
        said = self.cleaned_data
        found = checks.Found(
            temperature=said["temperature"],
            spo2=None if said["spo2"] is None else int(said["spo2"]),
            oxygen_lpm=said["oxygen_lpm"],
            symptoms=frozenset(said["symptoms"]),
        )
        return Told(found, said["severity"], said["note"])


class DutyForm(forms.Form):
    day = DateField(label=_("Ngày"))
    shift = forms.ChoiceField(label=_("Ca"))
    name = forms.CharField(label=_("Người trực"), max_length=120)
    duty = forms.CharField(label=_("Nhiệm vụ"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = needs.shifts(clock.today(), get_language() or "vi")
        self.fields["shift"].choices = list(words.items())  # type: ignore[attr-defined]


class WeekForm(forms.Form):
    """From which day the roster is shown."""

    day = DateField(required=False)


class AfterDayForm(forms.Form):
    on = DateField(label=_("Hẹn thêm ngày"))


class AskForm(forms.Form):
    result = forms.ChoiceField(choices=AfterCare.Result.choices)
    note = forms.CharField(max_length=200, required=False)
