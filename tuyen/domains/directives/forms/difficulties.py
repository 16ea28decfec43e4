"""A difficulty as it is told, and the small forms of its steps."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities import direction


class RaiseForm(forms.Form):
    topic = forms.ChoiceField(label=_("Chủ đề"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Khó khăn là gì"), max_length=200)
    text = forms.CharField(
        label=_("Nói rõ thêm"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proposal = forms.CharField(
        label=_("Kiến nghị cấp trên làm gì"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hinders_care = forms.BooleanField(label=_("Đang cản trở khám, chữa bệnh"), required=False)
    to_unit_id = forms.ChoiceField(label=_("Gửi tới"))

    def __init__(self, data: Any, *, who: Actor) -> None:
        super().__init__(data)
        above = list(direction.directing(permissions.home(who), clock.today()))
        self._offer("to_unit_id", {str(unit.id): unit.name for unit in reversed(above)})
        self._offer("topic", words.labels("topic", clock.today()))

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]

    def clean_to_unit_id(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["to_unit_id"])


class GroupForm(forms.Form):
    """Ticked rows become one case, or go into one that is open."""

    everything = forms.BooleanField(label=_("Chọn tất cả các dòng đang hiện"), required=False)
    into = forms.ChoiceField(label=_("Gom vào"), required=False)
    title = forms.CharField(label=_("Tên vấn đề chung"), max_length=200, required=False)
    summary = forms.CharField(
        label=_("Tóm tắt"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, open_cases: Any) -> None:
        super().__init__(data)
        cases = {str(case.id): case.title for case in open_cases}
        into: Any = self.fields["into"]
        into.choices = [("", _("Vấn đề mới")), *cases.items()]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Trả lời chung cho mọi đơn vị"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    promised_on = DateField(label=_("Hẹn giải quyết xong"), required=False, ahead=True)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Ghi rõ"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
