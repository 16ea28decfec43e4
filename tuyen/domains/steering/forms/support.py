"""What a person types about a request for support."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.steering import words
from tuyen.domains.steering.actions.support import Asked


class AskForm(forms.Form):
    """`to`: who may be asked, the nearest first."""

    to = forms.ChoiceField(label=_("Gửi đến"))
    urgency = forms.ChoiceField(label=_("Mức độ"), widget=forms.RadioSelect, initial="routine")
    topic = forms.ChoiceField(label=_("Lĩnh vực"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Cần hỗ trợ việc gì"), max_length=200)
    question = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        help_text=_("Không ghi tên, số giấy tờ của người bệnh: hỏi về ca bệnh thì dùng hội chẩn."),
    )

    def __init__(self, *args: Any, to: dict[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {
            "to": [(str(id_), name) for id_, name in to.items()],
            "urgency": [*words.urgencies().items()],
            "topic": [*words.topics().items()],
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> Asked:
        told = self.cleaned_data
        return Asked(
            uuid.UUID(told["to"]), told["topic"], told["urgency"], told["title"], told["question"]
        )


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Trả lời"), max_length=10_000, widget=forms.Textarea)


class CloseForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Trả lời có giúp được không?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[
            (5, _("5 – rất tốt")),
            (4, "4"),
            (3, "3"),
            (2, "2"),
            (1, _("1 – không giúp được")),
        ],
    )
    note = forms.CharField(label=_("Nhận xét"), max_length=300, required=False)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=300)
