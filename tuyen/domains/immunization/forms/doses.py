"""One dose as it is typed: given now, told by a card, corrected."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.ui.fields import DateField
from tuyen.record import vaccines
from tuyen.record.models import DoseSource, Immunization
from tuyen.record.rules.immunizations import Dose

HISTORY = [
    (value, label) for value, label in DoseSource.choices if value in ("paper", "told", "import")
]
LINES = 6


def _hour() -> forms.TimeField:
    return forms.TimeField(
        label=_("Giờ"), required=False, input_formats=["%H:%M", "%Hh%M", "%Hg%M"]
    )


def choices_of_vaccines(today: dt.date) -> list[tuple[str, str]]:
    return [("", "–"), *((v.code, v.label) for v in vaccines.vaccines(today).values())]


class DoseForm(forms.Form):
    """A dose given here."""

    vaccine = forms.ChoiceField(label=_("Vắc xin"))
    day = DateField(label=_("Ngày tiêm"))
    hour = _hour()
    lot = forms.CharField(label=_("Số lô"), max_length=40)
    expiry_on = DateField(label=_("Hạn dùng"))
    site = forms.ChoiceField(label=_("Vị trí tiêm"), required=False)
    route = forms.ChoiceField(label=_("Đường dùng"), required=False)
    number = forms.IntegerField(
        label=_("Mũi thứ"), required=False, min_value=1, max_value=20, widget=forms.TextInput
    )
    is_dose_zero = forms.BooleanField(
        label=_("Mũi 0 (tiêm chống dịch trước tuổi, không tính vào lịch)"), required=False
    )
    given_by_name = forms.CharField(label=_("Người tiêm"), max_length=120, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        fields: Any = self.fields
        fields["vaccine"].choices = choices_of_vaccines(today)
        fields["site"].choices = [("", "–"), *vaccines.places("site", today).items()]
        fields["route"].choices = [("", "–"), *vaccines.places("route", today).items()]

    def dose(self, **more: Any) -> Dose:
        """Site and route are those of the vaccine where nothing else is said."""
        said = self.cleaned_data
        known = vaccines.vaccine(said["vaccine"], said["day"])
        usual: dict[str, Any] = {
            "number": said["number"],
            "site": said["site"] or (known.site if known else ""),
            "route": said["route"] or (known.route if known else ""),
        }
        return Dose(
            vaccine=said["vaccine"],
            day=said["day"],
            at=_moment(said["day"], said["hour"]),
            is_dose_zero=said["is_dose_zero"],
            lot=said["lot"],
            expiry_on=said["expiry_on"],
            given_by_name=said["given_by_name"],
            note=said["note"],
            **usual | more,
        )


class CorrectionForm(DoseForm):
    """A paper often tells neither lot nor expiry."""

    lot = forms.CharField(label=_("Số lô"), max_length=40, required=False)
    expiry_on = DateField(label=_("Hạn dùng"), required=False)


class HistoryLine(forms.Form):
    """One line of a paper card; a line without a vaccine says nothing."""

    vaccine = forms.ChoiceField(label=_("Vắc xin"), required=False)
    day = DateField(label=_("Ngày tiêm"), required=False)
    lot = forms.CharField(label=_("Số lô"), max_length=40, required=False)
    place = forms.CharField(label=_("Nơi tiêm"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["vaccine"].choices = choices_of_vaccines(clock.today())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("vaccine") and not said.get("day") and "day" not in self.errors:
            self.add_error("day", _("Ghi ngày tiêm theo sổ."))
        if said.get("day") and not said.get("vaccine"):
            self.add_error("vaccine", _("Chọn vắc xin."))
        return said

    def dose(self) -> Dose | None:
        said = self.cleaned_data
        if not said.get("vaccine"):
            return None
        return Dose(said["vaccine"], said["day"], lot=said["lot"], place=said["place"])


class SourceForm(forms.Form):
    source = forms.ChoiceField(label=_("Nguồn"), choices=HISTORY, initial=DoseSource.PAPER)


HistoryLines = forms.formset_factory(HistoryLine, extra=LINES, max_num=30, validate_max=True)


def _moment(day: dt.date, hour: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(day, hour, clock.VIETNAM) if hour else None


def typed_of(row: Immunization) -> dict[str, Any]:
    """What the form showed when this row was written."""
    at = row.given_at.astimezone(clock.VIETNAM) if row.given_at else None
    return {
        "vaccine": row.vaccine,
        "day": row.given_on,
        "hour": f"{at:%H:%M}" if at else "",
        "lot": row.lot,
        "expiry_on": row.expiry_on,
        "site": row.site,
        "route": row.route,
        "number": row.dose_number,
        "is_dose_zero": row.is_dose_zero,
        "given_by_name": row.given_by_name,
        "note": row.note,
    }


KEPT = ("lot_id", "place", "encounter_id", "session_id", "campaign_id")


def kept_of(row: Immunization) -> dict[str, Any]:
    """What a correction does not touch."""
    return {name: getattr(row, name) for name in KEPT}
