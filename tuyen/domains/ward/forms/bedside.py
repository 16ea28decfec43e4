"""What is typed at the bed: a note, a drug, a task."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.ward import rules
from tuyen.platform.ui.fields import ClinicalNumberField
from tuyen.platform.ui.moments import MomentField
from tuyen.record.rules import doses, prescriptions
from tuyen.record.sheet import Line
from tuyen.registry.terms.formulary import Drug
from tuyen.registry.terms.queries import drugs_at


class NoteForm(forms.Form):
    at = MomentField(label=_("Giờ"), required=False, help_text=_("Để trống là bây giờ"))
    text = forms.CharField(label=_("Diễn biến"), widget=forms.Textarea, required=False)
    orders = forms.CharField(
        label=_("Y lệnh"), widget=forms.Textarea, required=False, max_length=2000
    )
    care_grade = forms.ChoiceField(label=_("Cấp chăm sóc"), required=False)
    diet = forms.CharField(label=_("Chế độ ăn"), max_length=120, required=False)

    def __init__(self, *args: Any, may_treat: bool, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "vi"
        grades = [(row["code"], rulebook.label(row, language)) for row in rules.grades(day)]
        self.fields["care_grade"].choices = [("", _("Như cũ")), *grades]  # type: ignore[attr-defined]
        if not may_treat:
            for name in ("orders", "care_grade", "diet"):
                del self.fields[name]


class DrugForm(forms.Form):
    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    drug = forms.CharField(label=_("Thuốc"), max_length=200)
    dose = forms.CharField(label=_("Cách dùng"), max_length=300, help_text=_("Ví dụ: 1x2, 1-0-1"))
    days = forms.IntegerField(label=_("Số ngày"), min_value=1, max_value=90, initial=1)
    quantity = ClinicalNumberField(
        label=_("Số lượng"),
        required=False,
        places=2,
        possible=(0.01, 10_000),
        help_text=_("Để trống thì tự tính"),
    )
    reason = forms.CharField(label=_("Lý do vẫn kê"), max_length=300, required=False)

    def line(self, who: Actor) -> Line:
        """The line of the order, with what the list of drugs knows of it."""
        said, today = self.cleaned_data, clock.today()
        drug = _drug(said["code"], said["drug"], drugs_at(who, today))
        unit = drug.unit if drug else "viên"
        counted = prescriptions.table_on(today).counted_units
        quantity = said["quantity"] or doses.quantity(said["dose"], said["days"], unit, counted)
        return Line(
            drug=drug.name if drug else nfc(said["drug"]),
            dose=nfc(said["dose"]),
            quantity=float(quantity) if quantity else None,
            unit=unit,
            drug_code=drug.code if drug else "",
            strength=drug.strength if drug else "",
            form=drug.form if drug else "",
            route=drug.route if drug else "",
            days=said["days"],
            control=drug.control if drug else "",
            substances=drug.ingredients if drug else (),
            override_reason=nfc(said["reason"]),
        )


def _drug(code: str, text: str, known: dict[str, Drug]) -> Drug | None:
    if code in known:
        return known[code]
    return next((each for each in known.values() if fold(each.full_name) == fold(text)), None)


class CareForm(forms.Form):
    title = forms.CharField(
        label=_("Việc cần làm"), max_length=200, help_text=_("Ví dụ: Thay băng vết mổ")
    )
    at = MomentField(label=_("Từ lúc"), required=False, help_text=_("Để trống là bây giờ"))
    every = forms.IntegerField(
        label=_("Mỗi (giờ)"),
        required=False,
        min_value=1,
        max_value=168,
        help_text=_("Để trống nếu làm một lần"),
    )
