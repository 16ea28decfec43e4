"""One technique as it was done, as it is typed after the operation."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.techniques.forms.fields import HandField, TechniqueField
from tuyen.platform.ui.fields import DateField
from tuyen.record.models import Procedure
from tuyen.record.models.procedures import ProcedureOutcome
from tuyen.record.rules.procedures import Done
from tuyen.registry.terms.queries import choices_on

ASSISTANTS = ("assistant_1", "assistant_2", "assistant_3")


class ProcedureForm(forms.Form):
    code = TechniqueField()
    day = DateField(label=_("Ngày làm"))
    hour = forms.TimeField(
        label=_("Giờ"), required=False, input_formats=["%H:%M", "%Hh%M", "%Hg%M"]
    )
    minutes = forms.IntegerField(
        label=_("Số phút"), required=False, min_value=1, max_value=2880, widget=forms.TextInput
    )
    performer = HandField(label=_("Người làm chính"))
    supervisor = HandField(
        label=_("Chuyên gia kèm, nếu có"),
        required=False,
    )
    assistant_1 = HandField(label=_("Người phụ 1"), required=False)
    assistant_2 = HandField(label=_("Người phụ 2"), required=False)
    assistant_3 = HandField(label=_("Người phụ 3"), required=False)
    anaesthesia = forms.ChoiceField(label=_("Vô cảm"), required=False)
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=ProcedureOutcome.choices)
    complication = forms.CharField(
        label=_("Tai biến, biến chứng"),
        max_length=300,
        required=False,
        help_text=_("Để trống nếu không có"),
    )
    note = forms.CharField(
        label=_("Cách thức, diễn biến"), widget=forms.Textarea, required=False, max_length=5000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices_on("anaesthesia", clock.today())
        self.fields["anaesthesia"].choices = [("", _("Không")), *known]  # type: ignore[attr-defined]

    def done(self) -> Done:
        said = self.cleaned_data
        return Done(
            code=said["code"].code,
            name=said["code"].name_vi,
            day=said["day"],
            performer=said["performer"],
            performed_at=_moment(said["day"], said["hour"]),
            minutes=said["minutes"],
            supervisor=said["supervisor"],
            assistants=tuple(said[name] for name in ASSISTANTS if said[name]),
            anaesthesia=said["anaesthesia"],
            outcome=said["outcome"],
            complication=said["complication"],
            note=said["note"],
        )


def _moment(day: dt.date, hour: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(day, hour, clock.VIETNAM) if hour else None


def typed_of(row: Procedure) -> dict[str, Any]:
    """What the form showed when this row was written."""
    hour = row.performed_at.astimezone(clock.VIETNAM) if row.performed_at else None
    typed = {
        "code": row.code,
        "day": row.day,
        "hour": f"{hour:%H:%M}" if hour else "",
        "minutes": row.minutes,
        "performer": row.performer_id or row.performer_name,
        "supervisor": row.supervisor_id or row.supervisor_name,
        "anaesthesia": row.anaesthesia,
        "outcome": row.outcome,
        "complication": row.complication,
        "note": row.note,
    }
    for name, hand in zip(ASSISTANTS, row.assistants, strict=False):
        typed[name] = hand["id"] or hand["name"]
    return typed
