"""Forms of a referral: sent, answered, replied to, sent back."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.referral import words
from tuyen.domains.referral.rules import Place
from tuyen.platform.ui.fields import ClinicalNumberField, DateField
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.record.case_summary import Summary
from tuyen.record.rules.referrals import choices
from tuyen.record.transfer import PlannedTask, ProposedLine, Reply, ReturnPlan, Transfer
from tuyen.registry.facilities import facts as facilities
from tuyen.registry.terms.formulary import drugs

TASKS, LINES = 3, 4  # rows of a return note that are offered; more fit into its text


def _texts(rows: int, **more: Any) -> dict[str, Any]:
    return {"widget": forms.Textarea(attrs={"rows": rows}), "required": False, **more}


def name_of(code: str) -> str:
    """The unit behind an id in the search box; empty for a text that is none."""
    try:
        unit = facilities.unit(unit_id=uuid.UUID(code))
    except ValueError:
        return ""
    return unit.name if unit else ""


class UnitField(forms.CharField):
    """A facility chosen by typing; the id arrives."""

    def __init__(self, **said: Any) -> None:
        said.setdefault("widget", TypeAhead("referral:pick_unit", name_of))
        super().__init__(required=False, **said)

    def clean(self, value: Any) -> uuid.UUID | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return uuid.UUID(text)
        except ValueError as fault:
            raise ValidationError(_("Chọn một nơi trong danh sách hiện ra.")) from fault


class ReferForm(forms.Form):
    """The whole of a referral on one screen; what the chart knows stands in it already."""

    place = forms.ChoiceField(label=_("Nơi chuyển đến"), widget=forms.RadioSelect, required=False)
    other_place = UnitField(label=_("Nơi khác"))
    specialty = forms.ChoiceField(label=_("Chuyên khoa"), required=False)
    urgency = forms.ChoiceField(label=_("Mức khẩn"), widget=forms.RadioSelect)
    transport = forms.ChoiceField(label=_("Phương tiện"), widget=forms.RadioSelect, required=False)
    condition = forms.ChoiceField(
        label=_("Tình trạng lúc chuyển"), widget=forms.RadioSelect, required=False
    )
    escort = forms.CharField(label=_("Người hộ tống"), max_length=150, required=False)
    reason_code = forms.ChoiceField(label=_("Lý do chuyển"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Lý do cụ thể"), max_length=300, required=False)
    diagnosis = forms.CharField(label=_("Chẩn đoán"), max_length=300)
    diagnosis_code = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    other_diagnoses = forms.CharField(label=_("Bệnh kèm theo"), max_length=500, required=False)
    signs = forms.CharField(label=_("Dấu hiệu lâm sàng"), max_length=6000, **_texts(4))
    results = forms.CharField(
        label=_("Kết quả xét nghiệm, cận lâm sàng"), max_length=6000, **_texts(2)
    )
    treatment = forms.CharField(label=_("Thuốc, phương pháp đã dùng"), max_length=6000, **_texts(3))
    direction = forms.CharField(label=_("Hướng điều trị"), max_length=2000, **_texts(2))
    documents = forms.MultipleChoiceField(
        label=_("Giấy tờ gửi kèm"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, data: Any, *, on: dt.date, places: list[Place], summary: Summary, secret: str = ""
    ) -> None:
        super().__init__(data, initial=_initial(summary, places))
        self._offer("place", {str(each.unit_id): each.name for each in places})
        self._offer("specialty", {"": "–", **words.specialties(on)})
        for name in ("urgency", "condition"):
            self._offer(name, words.labels(name, on))
        rows = choices("transport", on)
        told = {code for code, row in rows.items() if row.get("compartment", "") in ("", secret)}
        named = words.labels("transport", on)
        self._offer("transport", {code: named[code] for code in named if code in told})
        self._offer("reason_code", words.reasons(on))
        self._offer("documents", {str(id_): title for id_, title in summary.documents})

    def _offer(self, name: str, labels: dict[str, str]) -> None:
        field: Any = self.fields[name]
        field.choices = list(labels.items())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["to_unit_id"] = said.get("other_place") or _uuid(said.get("place"))
        if not said["to_unit_id"] and "other_place" not in self.errors:
            self.add_error("place", _("Chọn nơi chuyển đến."))
        return said

    def transfer(self) -> Transfer:
        said = self.cleaned_data
        skipped = ("to_unit_id", "document_ids")
        texts = {name: said[name] for name in Transfer.__slots__ if name not in skipped}
        chosen = tuple(uuid.UUID(each) for each in said["documents"])
        return Transfer(to_unit_id=said["to_unit_id"], document_ids=chosen, **texts)


def _uuid(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _initial(summary: Summary, places: list[Place]) -> dict[str, Any]:
    texts = {name: getattr(summary, name) for name in Summary.__dataclass_fields__}
    documents = texts.pop("documents")
    return texts | {
        "place": str(places[0].unit_id) if places else "",
        "urgency": "routine",
        "transport": "own",
        "condition": "stable",
        "reason_code": "1",
        "documents": [str(id_) for id_, _title in documents],
    }


class AnswerForm(forms.Form):
    """Accepted, refused or sent on, with a word to the sender."""

    verb = forms.ChoiceField(choices=[(each, each) for each in ("accept", "refuse", "redirect")])
    note = forms.CharField(label=_("Lời nhắn cho nơi chuyển"), max_length=300, required=False)
    to_unit = UnitField(label=_("Chuyển tiếp đến"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("verb") == "redirect" and not said.get("to_unit"):
            self.add_error("to_unit", _("Chọn nơi phù hợp hơn."))
        return said


class ReplyForm(forms.Form):
    """What was found and done; with `verb=return` also the plan for the sending unit."""

    verb = forms.ChoiceField(choices=[("reply", ""), ("return", "")])
    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    reply_diagnosis = forms.CharField(
        label=_("Chẩn đoán của nơi nhận"), max_length=300, required=False
    )
    reply_diagnosis_code = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    reply = forms.CharField(label=_("Tóm tắt điều trị"), max_length=6000, **_texts(3))
    feedback = forms.ChoiceField(
        label=_("Nhận xét về lần chuyển"), widget=forms.RadioSelect, required=False
    )
    feedback_note = forms.CharField(label=_("Góp ý"), max_length=300, required=False)
    plan = forms.CharField(label=_("Kế hoạch theo dõi"), max_length=6000, **_texts(2))

    def __init__(self, data: Any, *, on: dt.date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.on = on
        outcome: Any = self.fields["outcome"]
        outcome.choices = list(words.labels("outcome", on).items())
        feedback: Any = self.fields["feedback"]
        feedback.choices = list(words.labels("feedback", on).items())
        for number in range(TASKS):
            self.fields[f"task_{number}"] = forms.CharField(
                label=_("Việc cần làm"), max_length=200, required=False
            )
            self.fields[f"task_{number}_on"] = DateField(
                label=_("Ngày"), ahead=True, required=False
            )
        for number in range(LINES):
            self._add_line(number)

    def _add_line(self, number: int) -> None:
        fields = {
            "code": forms.CharField(widget=forms.HiddenInput, max_length=40, required=False),
            "drug": forms.CharField(label=_("Thuốc"), max_length=200, required=False),
            "dose": forms.CharField(label=_("Cách dùng"), max_length=300, required=False),
            "quantity": ClinicalNumberField(
                label=_("Số lượng"), places=1, possible=(0.5, 2000), required=False
            ),
            "days": ClinicalNumberField(
                label=_("Số ngày"), places=0, possible=(1, 366), required=False
            ),
            "unit": forms.CharField(widget=forms.HiddenInput, max_length=20, required=False),
        }
        self.fields |= {f"line_{number}_{name}": field for name, field in fields.items()}

    @property
    def task_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"task_{n}"], self[f"task_{n}_on"]) for n in range(TASKS)]

    @property
    def line_rows(self) -> list[dict[str, Any]]:
        names = ("code", "drug", "dose", "quantity", "days", "unit")
        return [{name: self[f"line_{n}_{name}"] for name in names} for n in range(LINES)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(TASKS):
            due = said.get(f"task_{number}_on")
            if said.get(f"task_{number}") and not due:
                self.add_error(f"task_{number}_on", _("Ghi ngày cần làm, ví dụ +7."))
            elif due and due < clock.today():
                self.add_error(f"task_{number}_on", _("Ngày này đã qua: chọn từ hôm nay."))
        for number in range(LINES):
            if said.get(f"line_{number}_drug") and not said.get(f"line_{number}_dose"):
                self.add_error(f"line_{number}_dose", _("Ghi cách dùng."))
        return said

    def answer(self) -> Reply:
        return Reply(**{name: self.cleaned_data[name] for name in Reply.__slots__})

    def return_plan(self) -> ReturnPlan:
        said = self.cleaned_data
        tasks = tuple(
            PlannedTask(said[f"task_{n}"], said[f"task_{n}_on"])
            for n in range(TASKS)
            if said[f"task_{n}"]
        )
        lines = tuple(_line(said, n, self.on) for n in range(LINES) if said[f"line_{n}_drug"])
        return ReturnPlan(plan=said["plan"], tasks=tasks, lines=lines)


def _line(said: dict[str, Any], number: int, on: dt.date) -> ProposedLine:
    """A drug picked from the list brings the unit in which it is counted."""
    own = {
        name: said[f"line_{number}_{name}"]
        for name in ("code", "drug", "dose", "quantity", "days", "unit")
    }
    known = drugs(on).get(own["code"])
    return ProposedLine(
        drug=own["drug"],
        dose=own["dose"],
        drug_code=own["code"],
        quantity=float(own["quantity"]) if own["quantity"] else None,
        unit=own["unit"] or (known.unit if known else ""),
        days=int(own["days"]) if own["days"] else None,
    )
