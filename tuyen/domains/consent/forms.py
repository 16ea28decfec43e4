"""Forms of the privacy page: a decision, a request, its answer. Nothing is ticked beforehand."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.consent import words
from tuyen.record.actions.consents import Asked, Decision
from tuyen.record.models import Document
from tuyen.record.rules import consents as rules


class DecisionForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Mục đích"))
    is_given = forms.ChoiceField(
        label=_("Người dân quyết định"),
        choices=[("yes", _("Đồng ý")), ("no", _("Không đồng ý"))],
        widget=forms.RadioSelect,
    )
    given_by_name = forms.CharField(label=_("Người quyết định"), max_length=120)
    given_by_relation = forms.ChoiceField(label=_("Quan hệ"))
    method = forms.ChoiceField(label=_("Cách thể hiện"), widget=forms.RadioSelect)
    document_id = forms.ChoiceField(label=_("Bản ký đã chụp"), required=False)
    witness_name = forms.CharField(label=_("Người làm chứng"), max_length=120, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(
        self, data: Any, *, on: dt.date, documents: Iterable[Document], **said: Any
    ) -> None:
        super().__init__(data, **said)
        asked = rules.asked_purposes(on)
        _offer(self, "purpose", {code: words.label(row) for code, row in asked.items()})
        _offer(self, "given_by_relation", words.methods("relation", on))
        _offer(self, "method", words.methods("method", on))
        papers = {str(row.id): row.title for row in documents}
        _offer(self, "document_id", {"": "–", **papers})

    def decision(self) -> Decision:
        said = self.cleaned_data
        paper = said["document_id"]
        return Decision(
            purpose=said["purpose"],
            is_given=said["is_given"] == "yes",
            given_by_name=said["given_by_name"],
            given_by_relation=said["given_by_relation"],
            method=said["method"],
            witness_name=said["witness_name"],
            document_id=uuid.UUID(paper) if paper else None,
            note=said["note"],
        )


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("Yêu cầu"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Nội dung yêu cầu"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    asked_by_name = forms.CharField(label=_("Người yêu cầu"), max_length=120)
    asked_by_relation = forms.ChoiceField(label=_("Quan hệ"))
    identified_by = forms.CharField(
        label=_("Giấy tờ đã xem"),
        max_length=100,
        help_text=_("Ví dụ: căn cước công dân; không ghi số"),
    )

    def __init__(self, data: Any, *, on: dt.date, **said: Any) -> None:
        super().__init__(data, **said)
        _offer(self, "kind", words.kinds(on))
        _offer(self, "asked_by_relation", words.methods("relation", on))

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class AnswerForm(forms.Form):
    is_done = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[("yes", _("Đã thực hiện")), ("no", _("Không thực hiện được"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Nội dung trả lời"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _offer(form: forms.Form, name: str, labels: dict[str, str]) -> None:
    field: Any = form.fields[name]
    field.choices = list(labels.items())
