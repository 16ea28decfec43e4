"""What is typed at an immunisation day: where it is, its lots."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.immunization.actions.sessions import Lot
from tuyen.domains.immunization.models import ImmunizationSession, SessionLot
from tuyen.platform.ui.fields import DateField
from tuyen.record import vaccines


class OpenForm(forms.Form):
    kind = forms.ChoiceField(label=_("Hình thức"), choices=ImmunizationSession.Kind.choices)
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    village = forms.CharField(
        label=_("Chỉ trẻ của thôn, bản"),
        max_length=200,
        required=False,
        help_text=_("Để trống: mọi trẻ đến lịch của đơn vị"),
    )


class LotsForm(forms.Form):
    """A line for each vaccine of the day: number and expiry."""

    def __init__(self, codes: list[str], chosen: list[SessionLot], *args: Any) -> None:
        super().__init__(*args)
        today, there = clock.today(), {row.vaccine: row for row in chosen}
        self.chosen = there
        self.codes = list(dict.fromkeys([*codes, *there]))
        for code in self.codes:
            lot, name = there.get(code), vaccines.name_of(code, today)
            self.fields[f"lot-{code}"] = forms.CharField(
                label=name, max_length=40, required=False, initial=lot.lot if lot else ""
            )
            self.fields[f"expiry-{code}"] = DateField(
                label=_("Hạn dùng"), required=False, initial=lot.expiry_on if lot else None
            )

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"lot-{code}"], self[f"expiry-{code}"]) for code in self.codes]

    def lots(self) -> list[Lot]:
        said = self.cleaned_data
        return [Lot(code, said[f"lot-{code}"], said[f"expiry-{code}"]) for code in self.codes]


class ReasonForm(forms.Form):
    why = forms.ChoiceField(label=_("Lý do không tiêm"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["why"].choices = [("", "–"), *vaccines.reasons(clock.today()).items()]
