"""Forms around surveys, needs and plans; the survey itself is a form of `platform.forms`."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.capability import lists
from tuyen.domains.capability.models import Need, PlanLine
from tuyen.platform.ui.fields import DateField, MoneyField
from tuyen.registry.facilities import kinds

Choices = Iterable[tuple[str, Any]]


def _money(label: Any) -> MoneyField:
    return MoneyField(label=label, required=False)


def _year() -> forms.IntegerField:
    return forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)


class CampaignForm(forms.Form):
    title = forms.CharField(label=_("Tên đợt khảo sát"), max_length=200)
    year = _year()
    unit_kind = forms.ChoiceField(
        label=_("Loại đơn vị được khảo sát"),
        required=False,
        help_text=_("Mọi loại: mỗi loại nhận phiếu riêng của mình"),
    )
    form_code = forms.ChoiceField(
        label=_("Phiếu khảo sát"),
        required=False,
        help_text=_("Để trống: phiếu riêng của loại đơn vị đã chọn"),
    )
    due_on = DateField(label=_("Hạn trả lời"), ahead=True)

    def __init__(self, *args: Any, papers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = kinds.kind_labels()
        treats = kinds.kinds_of_group("facility")
        every = ("", _("Mọi loại có phiếu riêng"))
        _choose(self, "unit_kind", [every, *((code, labels[code]) for code in treats)])
        _choose(self, "form_code", [("", _("Phiếu riêng của loại đơn vị")), *papers])
        year = clock.today().year
        self.fields["year"].initial = year
        title = gettext("Khảo sát năng lực năm %(year)d") % {"year": year}
        self.fields["title"].initial = title
        self.fields["unit_kind"].initial = "health_station"


class NeedForm(forms.Form):
    unit_id = forms.TypedChoiceField(label=_("Đơn vị"), coerce=uuid.UUID)
    kind = forms.ChoiceField(label=_("Nhóm"))
    title = forms.CharField(label=_("Cần gì"), max_length=200)
    why = forms.CharField(
        label=_("Vì sao cần"), max_length=500, required=False, widget=forms.Textarea
    )
    quantity = forms.IntegerField(
        label=_("Số lượng (người, cái)"), min_value=1, max_value=100_000, initial=1
    )
    cost_dong = _money(_("Ước kinh phí (đồng)"))
    code = forms.SlugField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "unit_id", units)
        _choose(self, "kind", lists.kind_labels().items())


class NeedStateForm(forms.Form):
    state = forms.ChoiceField(label=_("Chuyển thành"))
    note = forms.CharField(label=_("Lý do, ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = [each for each in Need.State if each != Need.State.PLANNED]
        _choose(self, "state", [(each.value, each.label) for each in open_to])


class PlanForm(forms.Form):
    year = _year()
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=200)


class LineForm(forms.Form):
    title = forms.CharField(label=_("Việc sẽ làm"), max_length=200)
    quarter = forms.TypedChoiceField(
        label=_("Quý"), coerce=int, choices=[(n, f"{n}") for n in range(1, 5)]
    )
    responsible = forms.CharField(label=_("Người, bộ phận làm"), max_length=160, required=False)
    cost_dong = _money(_("Kinh phí (đồng)"))
    money = forms.ChoiceField(label=_("Nguồn kinh phí"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "money", lists.money_labels().items())


class ApproveForm(forms.Form):
    decision = forms.CharField(label=_("Số quyết định phê duyệt"), max_length=120)


class LineStateForm(forms.Form):
    state = forms.ChoiceField(label=_("Chuyển thành"))
    result = forms.CharField(label=_("Kết quả, lý do"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [each for each in PlanLine.State if each != PlanLine.State.PLANNED]
        _choose(self, "state", [(each.value, each.label) for each in steps])


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field: Any = form.fields[name]
    field.choices = list(choices)
