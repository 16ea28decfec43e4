"""How soon a question from afar is answered, as both sides agreed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.steering.actions.limits import Soon
from tuyen.domains.steering.words import language
from tuyen.record.rules.consults import choices


def urgencies() -> dict[str, str]:
    found = choices("urgency", clock.today())
    return {code: rulebook.label(row, language()) for code, row in found.items()}


class LimitForm(forms.Form):
    urgency = forms.ChoiceField(label=_("Mức khẩn"))
    answer_minutes = forms.IntegerField(
        label=_("Trả lời trong (phút)"), min_value=1, max_value=20160, required=False
    )
    conclude_minutes = forms.IntegerField(
        label=_("Kết luận trong (phút)"),
        min_value=1,
        max_value=43200,
        required=False,
        help_text=_("Để trống cả hai là bỏ cam kết cũ."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].choices = [*urgencies().items()]  # type: ignore[attr-defined]

    def said(self) -> Soon:
        return Soon(**self.cleaned_data)
