"""What a person types during a call, about a number of the hotline, and on the duty roster."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering import words
from tuyen.domains.steering.actions.hotline import Advice, Turn
from tuyen.domains.steering.actions.support import Asked
from tuyen.domains.steering.models import HotlineCall
from tuyen.domains.steering.queries.hotline import Caller
from tuyen.domains.steering.rules import duty
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.forms import UnitField
from tuyen.registry.staff.models import StaffMember

FIRST_OUTCOME = "advised"


class CallForm(forms.Form):
    """`caller`: one of those whom the number belongs to, “unit” or “unit/staff”."""

    phone = forms.CharField(label=gettext_lazy("Số gọi đến"), max_length=30, required=False)
    caller = forms.CharField(required=False, max_length=80)
    caller_unit = UnitField(label=gettext_lazy("Đơn vị gọi"), required=False)
    caller_name = forms.CharField(label=gettext_lazy("Người gọi"), max_length=120, required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Xử trí"), widget=forms.RadioSelect)
    advice = forms.CharField(
        label=gettext_lazy("Đã tư vấn"), required=False, max_length=5000, widget=forms.Textarea
    )
    question = forms.CharField(label=gettext_lazy("Hỏi gì"), max_length=500, required=False)
    specialty = forms.ChoiceField(label=gettext_lazy("Chuyên khoa"), required=False)
    follow_up_on = DateField(label=gettext_lazy("Hẹn gọi lại ngày"), required=False, ahead=True)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"outcome": FIRST_OUTCOME, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["caller_unit"].who = who  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [*words.outcomes().items()]  # type: ignore[attr-defined]
        chosen = [("", _("chưa rõ")), *words.specialties().items()]
        self.fields["specialty"].choices = chosen  # type: ignore[attr-defined]
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}

    def said(self, found: list[Caller]) -> Advice:
        """With the caller who was picked; alone with that number, they are taken without a pick."""
        told = {**self.cleaned_data}
        picked, unit = told.pop("caller"), told.pop("caller_unit")
        caller = next((each for each in found if _key(each) == picked), None)
        if caller is None and len(found) == 1:
            caller = found[0]
        if caller is None:
            return Advice(**told, caller_unit_id=unit.id if unit else None)
        name = told.pop("caller_name") or caller.name
        is_elsewhere = unit is not None and unit.id != caller.unit_id
        return Advice(
            **told,
            caller_name=name,
            caller_unit_id=unit.id if is_elsewhere else caller.unit_id,
            caller_staff_id=None if is_elsewhere else caller.staff_id,
        )


def _key(caller: Caller) -> str:
    return f"{caller.unit_id}/{caller.staff_id}" if caller.staff_id else str(caller.unit_id)


def options(found: Iterable[Caller], picked: str) -> list[dict[str, Any]]:
    """The callers of a number, as the page offers them; a single one is picked already."""
    shown: list[dict[str, Any]] = [
        {"key": _key(each), "unit": each.unit_name, "name": each.name} for each in found
    ]
    for each in shown:
        each["picked"] = each["key"] == picked or len(shown) == 1
    return shown


def initial_of(call: HotlineCall) -> dict[str, Any]:
    names = ("phone", "caller_name", "advice", "question", "specialty", "follow_up_on")
    told = {name: getattr(call, name) for name in names}
    told["caller_unit"] = call.caller_unit_id
    return told | ({"outcome": call.outcome} if call.outcome else {})


class FollowUpForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Kết quả gọi lại"), max_length=300)


class RequestForm(forms.Form):
    """A call that becomes a request for support."""

    urgency = forms.ChoiceField(label=gettext_lazy("Mức độ"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Cần hỗ trợ việc gì"), max_length=200)
    question = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Không ghi tên, số giấy tờ của người bệnh."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].choices = [*words.urgencies().items()]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [*words.topics().items()]  # type: ignore[attr-defined]

    def said(self, to_unit_id: uuid.UUID) -> Asked:
        return Asked(to_unit_id=to_unit_id, **self.cleaned_data)


class LineForm(forms.Form):
    phone = forms.CharField(label=gettext_lazy("Số máy"), max_length=30)
    purpose = forms.ChoiceField(label=gettext_lazy("Dùng cho"))
    hours = forms.CharField(label=gettext_lazy("Giờ trực"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [*words.line_purposes().items()]  # type: ignore[attr-defined]


class TurnForm(forms.Form):
    """Somebody of our staff, or a name when they are not on the list."""

    day = DateField(label=gettext_lazy("Ngày"))
    shift = forms.ChoiceField(label=gettext_lazy("Ca"))
    specialty = forms.ChoiceField(label=gettext_lazy("Chuyên khoa"), required=False)
    staff = forms.ChoiceField(label=gettext_lazy("Người trực"), required=False)
    name = forms.CharField(label=gettext_lazy("Hoặc ghi tên"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=30, required=False)

    def __init__(self, *args: Any, staff: Iterable[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.id): member for member in staff}
        chosen = {
            "shift": [*words.shifts().items()],
            "specialty": [("", _("Trực chung, lãnh đạo")), *words.specialties().items()],
            "staff": [("", "–"), *((id_, m.name) for id_, m in self.members.items())],
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> Turn:
        told = {**self.cleaned_data}
        member = self.members.get(told.pop("staff"))
        if member is None:
            return Turn(**told)
        told |= {"name": member.name, "phone": told["phone"] or member.phone}
        return Turn(**told, staff_id=member.id)


def monday_asked(text: str) -> dt.date:
    """The Monday of the week asked for; of this week for what is no day."""
    try:
        day: dt.date = DateField().clean(text) or clock.today()
    except forms.ValidationError:
        day = clock.today()
    return duty.week_of(day)[0]
