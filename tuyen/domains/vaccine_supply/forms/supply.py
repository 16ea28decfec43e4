"""What a person types about requests and deliveries."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from tuyen.domains.vaccine_supply.models import VaccineRequest
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.models import Unit


class AskForm(forms.Form):
    to_unit = forms.TypedChoiceField(label=gettext_lazy("Nơi cấp"), coerce=UUID)
    scenario = forms.ChoiceField(label=gettext_lazy("Số liều"), required=False)
    risk = forms.TypedChoiceField(
        label=gettext_lazy("Nguy cơ"), choices=VaccineRequest.Risk.choices, coerce=int
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi nguy cơ cao hơn thường lệ"),
    )

    def __init__(
        self, *args: Any, above: list[Unit], amounts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].choices = amounts  # type: ignore[attr-defined]
        self.fields["to_unit"].choices = [(str(unit.id), unit.name) for unit in above]  # type: ignore[attr-defined]


class SendForm(forms.Form):
    lot_number = forms.CharField(label=gettext_lazy("Số lô"), max_length=40)
    expires_on = DateField(label=gettext_lazy("Hạn dùng"), ahead=True)
    doses = forms.IntegerField(label=gettext_lazy("Số liều"))


class ReceiveForm(forms.Form):
    doses = forms.IntegerField(label=gettext_lazy("Số liều nhận được"))
    difference = forms.CharField(
        label=gettext_lazy("Lý do chênh lệch"), max_length=300, required=False
    )


class AllocateForm(forms.Form):
    """A line a request; what a person writes counts, not the proposal."""

    available = forms.IntegerField(label=gettext_lazy("Số liều đang có để cấp"), min_value=0)
    way = forms.ChoiceField(label=gettext_lazy("Phân bổ"), choices=VaccineRequest.Way.choices)

    def __init__(
        self, *args: Any, rows: list[VaccineRequest], proposal: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row, doses in zip(rows, proposal, strict=True):
            self.fields[f"doses_{row.id}"] = forms.IntegerField(
                label=gettext_lazy("Số liều phân bổ"), initial=doses, min_value=0
            )
            self.fields[f"note_{row.id}"] = forms.CharField(
                label=gettext_lazy("Ghi chú"), max_length=300, required=False
            )

    def lines(self) -> list[tuple[VaccineRequest, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"doses_{row.id}"], self[f"note_{row.id}"]) for row in self.rows]

    def decided(self) -> list[tuple[VaccineRequest, int, str]]:
        told = self.cleaned_data
        return [(row, told[f"doses_{row.id}"], told[f"note_{row.id}"]) for row in self.rows]
