"""Forms of response plans."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.text import nfc
from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.words import HOURS_A_DAY, due_words
from tuyen.platform.ui.moments import MomentField

MOST = 1_000_000
MOST_SUPPLIES = 20
_DUE = re.compile(r"(\d{1,4})\s*(giờ|gio|h|ngày|ngay|d)", re.IGNORECASE)


class PlanForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên kế hoạch"), max_length=160)
    disease = forms.ChoiceField(label=gettext_lazy("Bệnh"), required=False)
    basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=200, required=False)
    within_days = forms.IntegerField(
        label=gettext_lazy("Đếm ca khởi phát trong (ngày)"), min_value=1, max_value=365
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = queries.disease_choices()  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên giai đoạn"), max_length=80)
    when = forms.CharField(
        label=gettext_lazy("Điều kiện, bằng lời"), max_length=300, required=False
    )
    from_cases = forms.IntegerField(
        label=gettext_lazy("Đề xuất từ số ca"), min_value=1, max_value=MOST, required=False
    )
    from_places = forms.IntegerField(
        label=gettext_lazy("Đề xuất từ số xã có ca"), min_value=1, max_value=MOST, required=False
    )
    from_inpatients = forms.IntegerField(
        label=gettext_lazy("Đề xuất từ số người nằm viện"),
        min_value=1,
        max_value=MOST,
        required=False,
    )


class DueField(forms.Field):
    """“24 giờ”, “7 ngày”; a number alone is hours."""

    def to_python(self, value: Any) -> Any:
        text = " ".join(nfc(str(value or "")).split())
        if not text:
            return ""
        found = _DUE.fullmatch(text)
        if found is None and not re.fullmatch(r"\d{1,4}", text):
            raise ValidationError(_("Nhập thời hạn như 24 giờ hoặc 7 ngày."), code="invalid")
        number = int(found.group(1) if found else text)
        is_days = bool(found) and found.group(2).lower()[0] in "nd"  # type: ignore[union-attr]
        return number * HOURS_A_DAY if is_days else number


class SuppliesField(forms.Field):
    """One a line: “Khẩu trang y tế; 500; cái”, the store's code after a third semicolon."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        lines = [each for line in str(value or "").splitlines() if (each := nfc(line))]
        if len(lines) > MOST_SUPPLIES:
            raise ValidationError(
                _("Mỗi việc có nhiều nhất %(n)d loại vật tư.") % {"n": MOST_SUPPLIES}
            )
        return tuple(_supply(n, line) for n, line in enumerate(lines, start=1))


def _supply(n: int, line: str) -> rules.Supply:
    parts = [" ".join(part.split()) for part in line.split(";")]
    if not 3 <= len(parts) <= 4 or not parts[0] or not parts[2]:
        raise ValidationError(
            _("Dòng %(n)d: ghi tên; số lượng; đơn vị, ví dụ: Khẩu trang y tế; 500; cái.") % {"n": n}
        )
    amount = parts[1].replace(".", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,7}", amount) or int(amount) < 1:
        raise ValidationError(_("Dòng %(n)d: số lượng phải là số từ 1.") % {"n": n})
    return rules.Supply(parts[0][:120], int(amount), parts[2][:20], "".join(parts[3:4])[:40])


class MeasureForm(forms.Form):
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    what = forms.CharField(label=gettext_lazy("Việc phải làm"), max_length=300)
    who = forms.CharField(label=gettext_lazy("Ai chịu trách nhiệm"), max_length=160)
    due = DueField(label=gettext_lazy("Thời hạn, kể từ khi vào giai đoạn"))
    supplies = SuppliesField(
        label=gettext_lazy("Vật tư"),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một loại: tên; số lượng; đơn vị; mã trong kho (nếu có)"),
    )

    def said(self) -> rules.Measure:
        data = self.cleaned_data
        return rules.Measure(
            data["key"], data["what"], data["who"], data["due"], data["supplies"] or ()
        )


def as_typed(measure: rules.Measure) -> dict[str, Any]:
    """What a form begins with to change a measure."""
    lines = [
        "; ".join(filter(None, (each.item, str(each.amount), each.unit, each.code)))
        for each in measure.supplies
    ]
    return {
        "key": measure.key,
        "what": measure.what,
        "who": measure.who,
        "due": due_words(measure.due_hours),
        "supplies": "\n".join(lines),
    }


class ApproveForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số quyết định, số kế hoạch"), max_length=60)


class EndForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do hết hiệu lực"), max_length=200)


class SwitchForm(forms.Form):
    phase = forms.ChoiceField(label=gettext_lazy("Chuyển sang giai đoạn"))
    at = MomentField(
        label=gettext_lazy("Từ lúc"),
        required=False,
        help_text=gettext_lazy("Để trống là bây giờ"),
    )
    why = forms.CharField(label=gettext_lazy("Lý do chuyển giai đoạn"), max_length=300)

    def __init__(self, *args: Any, phases: tuple[rules.Phase, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, each.name) for each in phases]
        self.fields["phase"].choices = choices  # type: ignore[attr-defined]


class StrikeForm(forms.Form):
    strike_why = forms.CharField(label=gettext_lazy("Lý do hủy lần chuyển này"), max_length=300)


class MarkForm(forms.Form):
    measure = forms.CharField(max_length=40)
    done = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    note = forms.CharField(max_length=300, required=False)
