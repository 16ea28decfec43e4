"""Forms of the editor: one question at a time, its conditions and choices as short lines of text."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.platform.forms.rules import relevant
from tuyen.platform.forms.rules.items import Form, Item, When
from tuyen.platform.forms.rules.numbers import spoken
from tuyen.platform.ui.fields import DateField

KINDS = [
    ("group", gettext_lazy("Nhóm câu hỏi")),
    ("table", gettext_lazy("Bảng nhiều dòng")),
    ("display", gettext_lazy("Lời nhắc")),
    ("boolean", gettext_lazy("Có / Không")),
    ("choice", gettext_lazy("Chọn một")),
    ("choices", gettext_lazy("Chọn nhiều")),
    ("integer", gettext_lazy("Số nguyên")),
    ("decimal", gettext_lazy("Số có phần lẻ")),
    ("string", gettext_lazy("Chữ, một dòng")),
    ("text", gettext_lazy("Chữ, nhiều dòng")),
    ("date", gettext_lazy("Ngày")),
    ("time", gettext_lazy("Giờ")),
    ("attachment", gettext_lazy("Ảnh, giấy tờ")),
]
TWO_WORDS = {"table": ("group", True), "choices": ("choice", True)}
NAMES = {"group": "table", "choice": "choices"}
MARKS = ("finding", "need")
LEFT_OUT = "-"


class NewForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên biểu mẫu"), max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Tệp XLSForm (.xlsx)"))


class PublishForm(forms.Form):
    valid_from = DateField(label=gettext_lazy("Dùng từ ngày"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=KINDS)
    link = forms.RegexField(
        r"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,59}$",
        label=gettext_lazy("Mã"),
        help_text=gettext_lazy("Chữ không dấu, số, gạch dưới; không trùng câu khác"),
    )
    label_vi = forms.CharField(label=gettext_lazy("Lời câu hỏi"), max_length=500)
    label_en = forms.CharField(label=gettext_lazy("Lời tiếng Anh"), max_length=500, required=False)
    hint_vi = forms.CharField(label=gettext_lazy("Chỉ dẫn"), max_length=500, required=False)
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc trả lời"), required=False)
    options = forms.CharField(
        label=gettext_lazy("Các câu trả lời"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Mỗi dòng: mã | lời | điểm. Điểm là “-”: không áp dụng"),
    )
    relevant = forms.CharField(
        label=gettext_lazy("Chỉ hỏi khi"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Ví dụ: ${hut_thuoc} = 'yes' and ${tuoi} >= 15"),
    )
    low = forms.CharField(label=gettext_lazy("Nhỏ nhất"), required=False, max_length=15)
    high = forms.CharField(label=gettext_lazy("Lớn nhất"), required=False, max_length=15)
    unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), required=False, max_length=20)
    score = forms.CharField(label=gettext_lazy("Điểm khi “Có”"), required=False, max_length=15)
    score_no = forms.CharField(
        label=gettext_lazy("Điểm khi “Không”"), required=False, max_length=15
    )
    prefill = forms.CharField(label=gettext_lazy("Điền sẵn từ"), required=False, max_length=60)
    observation = forms.CharField(
        label=gettext_lazy("Ghi vào chỉ số"), required=False, max_length=30
    )
    finding = forms.ChoiceField(
        label=gettext_lazy("Mất điểm thì gợi ý tồn tại"),
        required=False,
        choices=[
            ("", "–"),
            ("critical", gettext_lazy("Nghiêm trọng")),
            ("major", gettext_lazy("Lớn")),
            ("minor", gettext_lazy("Nhỏ")),
        ],
    )
    need = forms.CharField(
        label=gettext_lazy("Mất điểm thì là nhu cầu"), required=False, max_length=60
    )

    def __init__(self, data: Any, form: Form | None, **said: Any) -> None:
        self.form = form  # what stands so far, for the answers that conditions name
        super().__init__(data, **said)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("low", "high", "score", "score_no"):
            said[name] = self._figure(name, said.get(name, ""))
        said["options"] = self._options(said.get("options", ""))
        said["when"], said["when_all"] = self._when(said.get("relevant", ""))
        return said

    def raw(self) -> dict[str, Any]:
        """The item as a body holds it; what was left blank is not said."""
        said = self.cleaned_data
        kind, repeats = TWO_WORDS.get(said["kind"], (said["kind"], False))
        found: dict[str, Any] = {"link": said["link"], "kind": kind, "repeats": repeats}
        names = ("label_vi", "label_en", "hint_vi", "required", "low", "high", "unit", "score")
        found |= {
            name: said[name] for name in (*names, "score_no", "prefill", "observation", "when")
        }
        found["option"] = said["options"] if kind == "choice" else None
        found["when_all"] = None if said["when_all"] else False
        found["marks"] = {name: said[name] for name in MARKS if said[name]}
        return {
            key: value
            for key, value in found.items()
            if value not in (None, "", [], {}) and (value is not False or key == "when_all")
        }

    def _figure(self, name: str, text: str) -> float | None:
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self.add_error(name, _("Nhập một số, ví dụ 12 hoặc 12,5."))
            return None

    def _options(self, text: str) -> list[dict[str, Any]]:
        found = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            code, _bar, rest = line.partition("|")
            label, _bar, points = rest.partition("|")
            option: dict[str, Any] = {"code": code.strip(), "label_vi": label.strip()}
            if points.strip() == LEFT_OUT:
                option["left_out"] = True
            elif points.strip() and (score := self._figure("options", points.strip())) is not None:
                option["score"] = score
            found.append(option)
        return found

    def _when(self, text: str) -> tuple[list[dict[str, Any]], bool]:
        if not text.strip():
            return [], True
        try:
            said = relevant.parse(text)
        except relevant.NotSupported as part:
            self.add_error("relevant", _("Chưa hiểu điều kiện “%(part)s”.") % {"part": str(part)})
            return [], True
        return [self._condition(each) for each in said.when], said.is_all

    def _condition(self, when: When) -> dict[str, Any]:
        asked = self.form.by_link.get(when.question) if self.form else None
        answer = when.answer
        if asked and asked.kind == "boolean" and answer in ("yes", "no"):
            answer = answer == "yes"
        return {"question": when.question, "is": when.operator, "answer": answer}


def first_values(item: Item) -> dict[str, Any]:
    """An item as the editor shows it."""
    names = ("link", "label_vi", "label_en", "hint_vi", "unit", "prefill", "observation")
    found: dict[str, Any] = {name: getattr(item, name) for name in names}
    found["kind"] = NAMES.get(item.kind, item.kind) if item.repeats else item.kind
    found["required"] = item.is_required
    found["relevant"] = relevant.write(item.when, item.when_all, _word)
    found |= {name: _shown(getattr(item, name)) for name in ("low", "high", "score", "score_no")}
    found["options"] = "\n".join(
        f"{o.code} | {o.label_vi}" + (f" | {LEFT_OUT}" if o.is_left_out else _points(o.score))
        for o in item.options
    )
    return found | {name: item.marks.get(name, "") for name in MARKS}


def _word(when: When) -> Any:
    if when.operator != "exists" and isinstance(when.answer, bool):
        return "yes" if when.answer else "no"
    return when.answer


def _points(score: float | None) -> str:
    return "" if score is None else f" | {_shown(score)}"


def _shown(value: float | None) -> str:
    return "" if value is None else spoken(value)
