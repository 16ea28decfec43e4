"""Forms of the editor: one question at a time, its conditions and choices as short lines of text."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.platform.forms import kinds
from tuyen.platform.forms.rules import relevant
from tuyen.platform.forms.rules.items import MOST_LEVELS, NUMBERS, Form, Item, When
from tuyen.platform.ui.fields import ClinicalNumberField, DateField
from tuyen.platform.ui.figures import figure

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
TONES = [
    ("neutral", gettext_lazy("Xám")),
    ("good", gettext_lazy("Xanh lá")),
    ("info", gettext_lazy("Xanh dương")),
    ("warn", gettext_lazy("Vàng")),
    ("danger", gettext_lazy("Đỏ")),
]


class NewForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên biểu mẫu"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Dùng để"), required=False)

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **said)
        field: Any = self.fields["kind"]
        field.choices = [("", _("Việc khác")), *kinds.drawable().items()]


class ImportForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Tệp XLSForm (.xlsx)"))


class AboutForm(NewForm):
    """Head of a form; the levels of the score are rows: from how many percent, the word, its colour."""

    about = forms.CharField(
        label=gettext_lazy("Chỉ dẫn chung"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    for_units = forms.MultipleChoiceField(
        label=gettext_lazy("Dành cho loại đơn vị"),
        required=False,
        help_text=gettext_lazy("Không chọn: mọi loại"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, body: Mapping[str, Any]) -> None:
        stand = sorted(body.get("level", ()), key=lambda raw: -float(raw["at_least"]))
        super().__init__(data, initial=_first_about(body, stand))
        sent = [n for n in range(MOST_LEVELS) if data and data.get(f"label-{n}")]
        self.shown = min(MOST_LEVELS, max(4, len(stand) + 2, *(n + 1 for n in sent)))
        units: Any = self.fields["for_units"]
        units.choices = list(kinds.unit_kinds().items())
        for number in range(MOST_LEVELS):
            for name, field in _level_fields().items():
                self.fields[f"{name}-{number}"] = field

    def rows(self) -> list[list[Any]]:
        """The boxes of each level, for the page; two more than there are."""
        return [[self[f"{name}-{n}"] for name in _LEVEL] for n in range(self.shown)]

    def levels(self) -> list[dict[str, Any]]:
        """Rows that were filled in; a word without its percent is for `describe` to refuse."""
        said = self.cleaned_data
        found = []
        for number in range(MOST_LEVELS):
            at_least, label, english, tone = (said.get(f"{name}-{number}") for name in _LEVEL)
            if label or at_least is not None:
                raw = {"label_vi": label or "", "label_en": english or "", "tone": tone}
                found.append(raw | ({} if at_least is None else {"at_least": float(at_least)}))
        return found


_LEVEL = ("at_least", "label", "label_en", "tone")


def _level_fields() -> dict[str, forms.Field]:
    """Boxes of one level; every row has the same names for a reader of the screen."""
    return {
        "at_least": ClinicalNumberField(
            label=_("Từ (% điểm)"), places=1, possible=(0, 100), required=False
        ),
        "label": forms.CharField(label=_("Xếp loại"), max_length=60, required=False),
        "label_en": forms.CharField(label=_("Lời tiếng Anh"), max_length=60, required=False),
        "tone": forms.ChoiceField(label=_("Màu"), choices=TONES, required=False),
    }


def _first_about(body: Mapping[str, Any], levels: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"title": body.get("title_vi"), "kind": body.get("kind", "")}
    found |= {"about": body.get("about_vi", ""), "for_units": body.get("for_units", [])}
    for number, raw in enumerate(levels):
        found[f"at_least-{number}"] = Decimal(str(raw["at_least"]))
        found[f"label-{number}"] = raw["label_vi"]
        found[f"label_en-{number}"] = raw.get("label_en", "")
        found[f"tone-{number}"] = raw.get("tone", "neutral")
    return found


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
    bands = forms.CharField(
        label=gettext_lazy("Điểm theo số"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Từ số nào được mấy điểm: 1 = 2; 3 = 5"),
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
        said["bands"] = self._bands(said.get("bands", ""))
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
        found["bands"] = said["bands"] if kind in NUMBERS else None
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

    def _bands(self, text: str) -> list[list[float]]:
        try:
            return relevant.bands(text)
        except relevant.NotSupported as part:
            said = _("Chưa hiểu “%(part)s”: viết như 1 = 2; 3 = 5.") % {"part": str(part)}
            self.add_error("bands", said)
            return []

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
    found["bands"] = relevant.write_bands(item.bands)
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
    return "" if value is None else figure(value)
