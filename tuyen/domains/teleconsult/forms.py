"""Forms of a consultation: asked, answered, followed, ended."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.teleconsult import words
from tuyen.platform.ui.fields import DateField
from tuyen.record.case_summary import Summary
from tuyen.record.consult_route import Place
from tuyen.record.consulting import Advice, Outcome, Question
from tuyen.record.models import ImagingStudy
from tuyen.record.queries.consult_proposals import known_name
from tuyen.record.rules import consult_proposals as proposals
from tuyen.record.rules import consults as rules

QUESTION_LETTERS = 200


def _texts(rows: int, **more: Any) -> dict[str, Any]:
    return {"widget": forms.Textarea(attrs={"rows": rows}), "required": False, **more}


class Offering(forms.Form):
    """A form whose choices are known when it is made."""

    def _offer(self, name: str, labels: dict[str, str]) -> None:
        field: Any = self.fields[name]
        field.choices = list(labels.items())


class AskForm(Offering):
    """The whole question on one screen; what the chart knows stands in it already."""

    place = forms.ChoiceField(label=_("Hỏi ai"), widget=forms.RadioSelect, required=False)
    specialty = forms.ChoiceField(
        label=_("Chuyên khoa"),
        widget=forms.Select(
            attrs={
                "hx-get": reverse_lazy("teleconsult:sheet"),
                "hx-trigger": "change",
                "hx-target": "#sheet",
            }
        ),
    )
    urgency = forms.ChoiceField(label=_("Mức khẩn"), widget=forms.RadioSelect)
    question = forms.CharField(
        label=_("Câu hỏi"),
        max_length=QUESTION_LETTERS,
        widget=forms.Textarea(
            attrs={"rows": 2, "maxlength": QUESTION_LETTERS, "data-key": "h", "autofocus": True}
        ),
    )
    is_informed = forms.BooleanField(
        label=_("Người bệnh hoặc người nhà đã được báo và đồng ý"), required=False
    )
    consent_by = forms.CharField(label=_("Ai đồng ý khám từ xa"), max_length=120, required=False)
    consent_witness = forms.CharField(label=_("Người làm chứng"), max_length=120, required=False)
    diagnosis = forms.CharField(label=_("Chẩn đoán sơ bộ"), max_length=300, required=False)
    diagnosis_code = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    signs = forms.CharField(label=_("Bệnh sử, dấu hiệu"), max_length=6000, **_texts(4))
    results = forms.CharField(label=_("Kết quả"), max_length=6000, **_texts(2))
    treatment = forms.CharField(label=_("Đã xử trí"), max_length=6000, **_texts(2))
    documents = forms.MultipleChoiceField(
        label=_("Giấy tờ gửi kèm"), widget=forms.CheckboxSelectMultiple, required=False
    )
    studies = forms.MultipleChoiceField(
        label=_("Hình ảnh, điện tim gửi kèm"), widget=forms.CheckboxSelectMultiple, required=False
    )
    mode = forms.ChoiceField(label=_("Hình thức"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        on: dt.date,
        places: Iterable[Place],
        summary: Summary,
        studies: Iterable[ImagingStudy],
        first: dict[str, str],
    ) -> None:
        open_places = [each for each in places if each.is_open]
        shown = list(studies)
        super().__init__(data, initial=_initial(summary, open_places, shown) | first)
        self._offer("place", {str(each.unit_id): each.name for each in open_places})
        self._offer("specialty", words.specialties(on))
        self._offer("urgency", words.labels("urgency", on))
        self._offer("mode", words.modes(on))
        self._offer("documents", {str(id_): title for id_, title in summary.documents})
        self._offer("studies", {str(row.id): f"{row} ({row.day:%d/%m})" for row in shown})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("place") and "place" not in self.errors:
            self.add_error("place", _("Chọn nơi được hỏi."))
        if not said.get("is_informed"):
            self.add_error(
                "is_informed", _("Báo cho người bệnh hoặc người nhà rồi đánh dấu vào ô này.")
            )
        return said

    def question_said(self, call_id: uuid.UUID | None) -> Question:
        said = self.cleaned_data
        names = ("specialty", "urgency", "question", "diagnosis", "diagnosis_code")
        more = ("signs", "results", "treatment", "consent_by", "consent_witness")
        texts = {name: said[name] for name in (*names, *more)}
        return Question(
            to_unit_id=uuid.UUID(said["place"]),
            mode=said["mode"] or rules.SUPPORT,
            document_ids=tuple(uuid.UUID(each) for each in said["documents"]),
            study_ids=tuple(uuid.UUID(each) for each in said["studies"]),
            is_informed=said["is_informed"],
            call_id=call_id,
            **texts,
        )


def _initial(summary: Summary, places: list[Place], studies: list[ImagingStudy]) -> dict[str, Any]:
    names = ("diagnosis", "diagnosis_code", "signs", "results", "treatment")
    return {name: getattr(summary, name) for name in names} | {
        "specialty": summary.specialty or "internal",
        "place": str(places[0].unit_id) if places else "",
        "urgency": "routine",
        "mode": rules.SUPPORT,
        "documents": [str(id_) for id_, _title in summary.documents],
        "studies": [str(row.id) for row in studies],
    }


class AdviceForm(Offering):
    """What the expert proposes: a chip and a text; the rest is folded away."""

    kind = forms.ChoiceField(label=_("Lời khuyên"), widget=forms.RadioSelect, required=False)
    text = forms.CharField(label=_("Ý kiến"), max_length=6000, **_texts(3))
    orders = forms.CharField(label=_("Thuốc, chỉ định đề nghị"), max_length=6000, **_texts(2))
    proposals = forms.CharField(
        label=_("Đề nghị từng dòng để nơi hỏi lấy vào lượt khám"),
        max_length=4000,
        help_text=_("Mỗi dòng một thuốc: tên; liều; số ngày; số lượng. Hoặc tên một xét nghiệm."),
        **_texts(2),
    )
    diagnosis = forms.CharField(label=_("Chẩn đoán"), max_length=300, required=False)
    technique_code = forms.CharField(label=_("Kỹ thuật"), max_length=40, required=False)
    destination = forms.CharField(label=_("Chuyển đến"), max_length=200, required=False)
    follow_days = forms.CharField(label=_("Hỏi lại sau (ngày)"), max_length=40, required=False)

    def __init__(self, data: Any = None, **said: Any) -> None:
        super().__init__(data, **said)
        self._offer("kind", words.labels("advice", clock.today()))

    def clean_follow_days(self) -> tuple[int, ...]:
        """“1, 3, 7”; nothing leaves it to the rulebook."""
        parts = str(self.cleaned_data["follow_days"] or "").replace(",", " ").split()
        days = {whole_number(part, rules.LONGEST_FOLLOW) or 0 for part in parts}
        if 0 in days:
            raise forms.ValidationError(_("Ghi số ngày, ví dụ: 1, 3, 7 (từ 1 đến 90)."))
        return tuple(sorted(days))

    def advice(self) -> Advice:
        said = self.cleaned_data
        names = ("kind", "text", "orders", "diagnosis", "technique_code", "destination")
        lines = proposals.read(said["proposals"], known_name)
        return Advice(
            follow_days=said["follow_days"],
            proposals=tuple(lines),
            **{name: said[name] for name in names},
        )


class OutcomeForm(Offering):
    outcome = forms.ChoiceField(label=_("Kết quả điều trị"), widget=forms.RadioSelect)
    agreed = forms.ChoiceField(label=_("Làm theo lời khuyên"), widget=forms.RadioSelect)
    agreed_note = forms.CharField(
        label=_("Vì sao không, hoặc chỉ một phần"), max_length=300, required=False
    )
    discharged_on = DateField(label=_("Ra viện ngày"), required=False)

    def __init__(
        self, data: Any = None, *, first: dict[str, Any] | None = None, **said: Any
    ) -> None:
        usual = {"agreed": "yes", "discharged_on": clock.today()}
        said.setdefault("initial", usual | (first or {}))
        super().__init__(data, **said)
        today = clock.today()
        self._offer("outcome", words.labels("outcome", today))
        self._offer("agreed", words.labels("agreed", today))

    def said(self) -> Outcome:
        said = self.cleaned_data
        names = ("outcome", "agreed", "agreed_note", "discharged_on")
        return Outcome(**{name: said[name] for name in names})
