"""Forms of rounds, plans, findings and corrections."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.supervision import rules
from tuyen.domains.supervision.actions.rounds import Wanted
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import choices
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.models import Unit


def grades(on: dt.date) -> list[tuple[str, str]]:
    language = get_language() or "vi"
    rule = rulebook.on(rules.GRADES, on)
    return [(row["code"], rulebook.label(row, language)) for row in rule.rows]


class _OfChecklist(forms.Form):
    form_code = forms.ChoiceField(label=_("Bảng kiểm"))

    def __init__(self, data: Any = None, **said: Any) -> None:
        super().__init__(data, **said)
        field: Any = self.fields["form_code"]
        field.choices = choices(kinds.SUPERVISION)


class RoundForm(_OfChecklist):
    unit = forms.ChoiceField(label=_("Đơn vị được giám sát"))
    starts_on = DateField(label=_("Từ ngày"), ahead=True)
    ends_on = DateField(label=_("Đến ngày"), required=False)
    purpose = forms.CharField(label=_("Nội dung"), max_length=300)
    leader_name = forms.CharField(label=_("Trưởng đoàn"), max_length=120)
    led_by = forms.CharField(
        label=_("Cơ quan khác chủ trì (đoàn liên ngành)"), max_length=200, required=False
    )
    team = forms.CharField(
        label=_("Thành viên"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một người: họ tên | cơ quan"),
    )

    def __init__(self, data: Any, *, units: Iterable[Unit], **said: Any) -> None:
        super().__init__(data, **said)
        field: Any = self.fields["unit"]
        field.choices = [("", "–"), *((str(unit.pk), unit.name) for unit in units)]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            to_unit_id=uuid.UUID(said["unit"]),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"] or said["starts_on"],
            purpose=said["purpose"],
            form_code=said["form_code"],
            leader_name=said["leader_name"],
            led_by=said["led_by"],
            team=[_member(line) for line in said["team"].splitlines() if line.strip()],
        )


def _member(line: str) -> dict[str, str]:
    name, _bar, body = line.partition("|")
    return {"name": " ".join(name.split())[:120], "body": " ".join(body.split())[:200]}


def team_lines(team: Iterable[dict[str, Any]]) -> str:
    return "\n".join(
        " | ".join(filter(None, [each.get("name", ""), each.get("body", "")])) for each in team
    )


class PlanForm(_OfChecklist):
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=200)
    number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    from_on = DateField(label=_("Từ ngày"))
    to_on = DateField(label=_("Đến ngày"))
    leader_name = forms.CharField(label=_("Trưởng đoàn"), max_length=120)
    units = forms.TypedMultipleChoiceField(
        label=_("Đơn vị"),
        coerce=uuid.UUID,
        error_messages={"required": _("Chọn ít nhất một đơn vị.")},
    )

    def __init__(self, data: Any = None, *, units: Iterable[Unit], **said: Any) -> None:
        super().__init__(data, **said)
        field: Any = self.fields["units"]
        field.choices = [(str(unit.pk), unit.name) for unit in units]


class FindingForm(forms.Form):
    grade = forms.ChoiceField(label=_("Mức"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Tồn tại"), max_length=500)
    what = forms.CharField(label=_("Việc phải làm"), max_length=500, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["grade"]
        field.choices = grades(clock.today())


class ActionForm(forms.Form):
    grade = forms.ChoiceField(label=_("Mức"), widget=forms.RadioSelect)
    what = forms.CharField(label=_("Việc phải làm"), max_length=500)
    owner_name = forms.CharField(label=_("Người chịu trách nhiệm"), max_length=120, required=False)
    due_on = DateField(label=_("Hạn"), ahead=True)

    def __init__(self, data: Any = None, **said: Any) -> None:
        super().__init__(data, **said)
        field: Any = self.fields["grade"]
        field.choices = grades(clock.today())


class MinutesForm(forms.Form):
    conclusion = forms.CharField(
        label=_("Kết luận của đoàn"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit_said = forms.CharField(
        label=_("Ý kiến của đơn vị"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    number = forms.CharField(label=_("Số biên bản"), max_length=60, required=False)


class RemarkForm(forms.Form):
    remark = forms.CharField(label=_("Nhận xét"), max_length=500, required=False)


class ExtendForm(forms.Form):
    due_on = DateField(label=_("Hạn mới"), ahead=True)
    why = forms.CharField(label=_("Lý do gia hạn"), max_length=300)
