"""What a person types about programmes, courses, trainees, certificates and money."""

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.training.models import Method, MoneyLine, Programme
from tuyen.platform.forms import kinds
from tuyen.platform.forms import queries as papers
from tuyen.platform.ui.fields import ClinicalNumberField, DateField
from tuyen.registry.facilities.forms import UnitField
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms import settled

RULE = "training/courses"


def _choices(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", _("– chọn –")), *labels.items()]


def people(members: Iterable[StaffMember]) -> list[tuple[str, str]]:
    """Staff for a select: name and title."""
    labels = titles.profession_labels()
    return [
        (
            str(each.id),
            f"{each.name} · {labels[each.profession]}" if each.profession in labels else each.name,
        )
        for each in members
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


class ProgrammeForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên chương trình"), max_length=200)
    topic = forms.ChoiceField(label=gettext_lazy("Chủ đề"))
    hours = ClinicalNumberField(
        label=gettext_lazy("Số giờ tín chỉ"),
        places=1,
        possible=(0.5, 2000),
        unit="h",
    )
    method = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Method.choices)
    attendance_percent = forms.IntegerField(
        label=gettext_lazy("Dự học ít nhất (%)"), min_value=0, max_value=100
    )
    pass_mark = ClinicalNumberField(
        label=gettext_lazy("Điểm đạt (thang 10)"),
        places=1,
        possible=(0, 10),
        required=False,
        help_text=gettext_lazy("Để trống nếu không kiểm tra cuối khóa"),
    )
    professions = forms.MultipleChoiceField(
        label=gettext_lazy("Đối tượng"),
        required=False,
        help_text=gettext_lazy("Không chọn: mọi chức danh"),
        widget=forms.CheckboxSelectMultiple,
    )
    form_code = forms.ChoiceField(
        label=gettext_lazy("Bài kiểm tra"),
        required=False,
        help_text=gettext_lazy("Học viên tự làm trên máy; để trống: nhập điểm"),
    )
    decision = forms.CharField(
        label=gettext_lazy("Quyết định ban hành"), max_length=120, required=False
    )
    about = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, unit_id: uuid.UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = _choices(titles.topic_labels())  # type: ignore[attr-defined]
        chosen = str((self.initial or {}).get("form_code", ""))
        tests = [("", "–"), *papers.choices(kinds.TEST, now=chosen)]
        self.fields["form_code"].choices = tests  # type: ignore[attr-defined]
        labels = titles.profession_labels()
        self.fields["professions"].choices = list(labels.items())  # type: ignore[attr-defined]
        rule = settled.on(RULE, clock.today(), unit_id)
        self.fields["attendance_percent"].initial = rule["attendance_percent"]
        self.fields["pass_mark"].initial = Decimal(str(rule["pass_mark"]))

    @classmethod
    def of(cls, programme: Programme) -> "ProgrammeForm":
        told: dict[str, Any] = {name: getattr(programme, name) for name in cls.base_fields}
        told["professions"] = [code for code in programme.professions.split(",") if code]
        for name in ("hours", "pass_mark"):
            told[name] = None if told[name] is None else Decimal(str(told[name]))
        return cls(initial=told)

    def said(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["professions"] = tuple(told["professions"])
        return told | {"hours": float(told["hours"]), "pass_mark": _float(told["pass_mark"])}


class CourseForm(forms.Form):
    programme = forms.ChoiceField(label=gettext_lazy("Chương trình"))
    title = forms.CharField(
        label=gettext_lazy("Tên khóa học"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Để trống: lấy tên chương trình"),
    )
    starts_on = DateField(label=gettext_lazy("Khai giảng"), ahead=True)
    ends_on = DateField(label=gettext_lazy("Bế giảng"), ahead=True)
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)
    held_at = UnitField(
        label=gettext_lazy("Tổ chức tại đơn vị"),
        required=False,
        help_text=gettext_lazy("Khi lớp mở ở đơn vị khác, ví dụ trung tâm y tế khu vực"),
    )
    link = forms.URLField(
        label=gettext_lazy("Đường dẫn lớp trực tuyến"),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    places = forms.IntegerField(
        label=gettext_lazy("Số học viên tối đa"), min_value=0, max_value=5000, initial=30
    )
    decision = forms.CharField(
        label=gettext_lazy("Quyết định mở lớp"), max_length=120, required=False
    )

    def __init__(
        self, *args: Any, programmes: Iterable[Programme], who: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        found = {str(each.id): each.title for each in programmes}
        self.fields["programme"].choices = _choices(found)  # type: ignore[attr-defined]
        self.fields["held_at"].who = who  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if name != "programme"}
        held_at = told.pop("held_at")
        return told | {"held_at_id": held_at.id if held_at else None}


class SessionForm(forms.Form):
    day = DateField(label=gettext_lazy("Ngày"), ahead=True)
    starts = forms.TimeField(
        label=gettext_lazy("Giờ bắt đầu"),
        input_formats=["%H:%M", "%Hh%M", "%H"],
        widget=forms.TimeInput(
            format="%H:%M", attrs={"placeholder": "07:30", "inputmode": "numeric"}
        ),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Số phút"), min_value=1, max_value=720, initial=200
    )
    title = forms.CharField(label=gettext_lazy("Bài học"), max_length=200)
    lecturer = forms.TypedChoiceField(
        label=gettext_lazy("Giảng viên"), coerce=uuid.UUID, empty_value=None, required=False
    )
    lecturer_name = forms.CharField(
        label=gettext_lazy("Giảng viên mời"), max_length=120, required=False
    )
    place = forms.CharField(label=gettext_lazy("Phòng học"), max_length=120, required=False)

    def __init__(self, *args: Any, lecturers: Iterable[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *people(lecturers)]
        self.fields["lecturer"].choices = choices  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    staff = forms.TypedChoiceField(label=gettext_lazy("Nhân viên"), coerce=uuid.UUID)
    may_wait = forms.BooleanField(label=gettext_lazy("Hết chỗ thì xếp chờ"), required=False)

    def __init__(self, *args: Any, staff: Iterable[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– chọn –")), *people(staff)]
        self.fields["staff"].choices = choices  # type: ignore[attr-defined]


class QuotaForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Đơn vị"))
    places = forms.IntegerField(label=gettext_lazy("Chỉ tiêu"), min_value=0, max_value=1000)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].who = who  # type: ignore[attr-defined]


class MoneyForm(forms.Form):
    source = forms.ChoiceField(label=gettext_lazy("Nguồn kinh phí"))
    item = forms.CharField(label=gettext_lazy("Nội dung chi"), max_length=200)
    planned = forms.CharField(label=gettext_lazy("Dự toán (đồng)"), max_length=20, required=False)
    spent = forms.CharField(label=gettext_lazy("Đã chi (đồng)"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = _choices(money_labels())  # type: ignore[attr-defined]

    @staticmethod
    def told(line: MoneyLine | None) -> dict[str, Any]:
        if line is None:
            return {}
        sums = {"planned": line.planned_vnd, "spent": line.spent_vnd}
        return {"source": line.source, "item": line.item, **sums}

    def clean_planned(self) -> int:
        return self._sum("planned")

    def clean_spent(self) -> int:
        return self._sum("spent")

    def _sum(self, name: str) -> int:
        """1.500.000 as it is written here; empty is nothing."""
        text = self.cleaned_data[name].replace(".", "").replace(" ", "")
        if not text:
            return 0
        if not text.isdecimal() or len(text) > 13:
            raise forms.ValidationError(_("Nhập số đồng, ví dụ 1.500.000."))
        return int(text)


def money_labels() -> dict[str, str]:
    language = (get_language() or "vi")[:2]
    rows = rulebook.on("training/money", clock.today()).rows
    return {row["code"]: rulebook.label(row, language) for row in rows}


class ExternalForm(forms.Form):
    staff = forms.TypedChoiceField(label=gettext_lazy("Nhân viên"), coerce=uuid.UUID)
    title = forms.CharField(label=gettext_lazy("Nội dung đào tạo"), max_length=200)
    topic = forms.ChoiceField(label=gettext_lazy("Chủ đề"))
    hours = ClinicalNumberField(
        label=gettext_lazy("Số giờ tín chỉ"), places=1, possible=(0, 2000), unit="h"
    )
    number = forms.CharField(label=gettext_lazy("Số chứng chỉ"), max_length=60)
    issued_by = forms.CharField(label=gettext_lazy("Nơi cấp"), max_length=200)
    issued_on = DateField(label=gettext_lazy("Ngày cấp"))
    valid_to = DateField(label=gettext_lazy("Có giá trị đến"), required=False)
    scan = forms.FileField(
        label=gettext_lazy("Bản chụp chứng chỉ"), help_text=gettext_lazy("PDF hoặc ảnh chụp rõ số")
    )

    def __init__(self, *args: Any, staff: Iterable[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– chọn –")), *people(staff)]
        self.fields["staff"].choices = choices  # type: ignore[attr-defined]
        self.fields["topic"].choices = _choices(titles.topic_labels())  # type: ignore[attr-defined]
