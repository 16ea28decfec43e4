"""Notifying, investigating, classing a case; errors in words, what was typed is kept."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.ui.fields import DateField
from tuyen.record.models import CaseClass, CaseOrigin, CaseOutcome
from tuyen.record.rules.cases import Disease

NOON = dt.time(12)


class NotifyForm(forms.Form):
    """Three fields; the last two only where paper came first."""

    disease = forms.ChoiceField(label=_("Bệnh"))
    onset_on = DateField(label=_("Ngày khởi phát"))
    classification = forms.ChoiceField(
        label=_("Phân loại"), choices=[("suspected", _("Nghi ngờ")), ("probable", _("Có thể"))]
    )
    found_on = DateField(label=_("Ngày phát hiện (nếu nhập bù từ giấy)"), required=False)
    told_on = DateField(label=_("Ngày đã báo cáo bằng giấy, điện thoại"), required=False)

    def __init__(self, *args: Any, diseases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = [("", "–"), *diseases]  # type: ignore[attr-defined]


def instant_of(day: dt.date | None) -> dt.datetime | None:
    """A day from paper as an instant: its noon, or now where noon has not come."""
    if day is None:
        return None
    at = dt.datetime.combine(day, NOON, clock.VIETNAM)
    return min(at, clock.now()) if day == clock.today() else at


class InvestigateForm(forms.Form):
    onset_on = DateField(label=_("Ngày khởi phát"))
    rash_on = DateField(label=_("Ngày phát ban"), required=False)
    hamlet = forms.CharField(label=_("Thôn, bản, tổ"), max_length=120, required=False)
    signs = forms.MultipleChoiceField(
        label=_("Dấu hiệu"), required=False, widget=forms.CheckboxSelectMultiple
    )
    exposure = forms.CharField(
        label=_("Yếu tố dịch tễ"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    doses = forms.IntegerField(label=_("Số mũi đã tiêm"), min_value=0, max_value=10, required=False)
    last_dose_on = DateField(label=_("Mũi gần nhất"), required=False)
    is_inpatient = forms.BooleanField(label=_("Điều trị nội trú"), required=False)

    def __init__(self, *args: Any, disease: Disease | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word = "label_en" if get_language() == "en" else "label_vi"
        signs = [(row["code"], row[word]) for row in disease.signs] if disease else []
        self.fields["signs"].choices = signs  # type: ignore[attr-defined]
        if not signs:
            del self.fields["signs"], self.fields["rash_on"]


class ClassifyForm(forms.Form):
    classification = forms.ChoiceField(label=_("Phân loại"))
    origin = forms.ChoiceField(label=_("Nguồn mắc"), choices=CaseOrigin.choices)
    why = forms.CharField(label=_("Căn cứ phân loại"), max_length=300)

    def __init__(self, *args: Any, disease: Disease | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = disease.classes if disease else ()
        self.fields["classification"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in CaseClass.choices if code in allowed
        ]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Kết cục"), choices=CaseOutcome.choices)
    outcome_on = DateField(label=_("Ngày có kết cục"), required=False)
