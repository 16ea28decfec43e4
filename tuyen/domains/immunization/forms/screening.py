"""Screening before the dose, as it is filled in; why a child goes home early."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.immunization.models import SessionVisit
from tuyen.domains.immunization.queries import screening


class ScreenForm(forms.Form):
    found = forms.MultipleChoiceField(
        label=_("Đã khám thấy"), required=False, widget=forms.CheckboxSelectMultiple
    )
    decision = forms.ChoiceField(label=_("Kết luận"), choices=SessionVisit.Decision.choices)
    decision_reason = forms.CharField(label=_("Lý do"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["found"].choices = list(screening.words(clock.today()).items())


class HomeForm(forms.Form):
    note = forms.CharField(label=_("Vì sao về sớm"), max_length=300, required=False)
