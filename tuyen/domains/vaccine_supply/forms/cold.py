"""What a person types about fridges, readings and excursions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.actions.cold import Read
from tuyen.domains.vaccine_supply.models import ColdReading, ExcursionLot, Fridge
from tuyen.platform.ui.fields import ClinicalNumberField, DateField


class FridgeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"))
    name = forms.CharField(label=gettext_lazy("Tên, chỗ đặt"), max_length=120)
    tag = forms.CharField(label=gettext_lazy("Số tài sản, số máy"), max_length=80, required=False)
    litres = forms.FloatField(
        label=gettext_lazy("Dung tích (lít)"),
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    used_from = DateField(label=gettext_lazy("Theo dõi từ ngày"))

    def __init__(self, *args: Any, fridge: Fridge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(lists.fridge_kinds(clock.today()).items())  # type: ignore[attr-defined]
        if fridge is None:
            self.fields["used_from"].initial = clock.today()
            return
        for name in ("kind", "name", "tag", "litres", "used_from"):
            self.fields[name].initial = getattr(fridge, name)
        self.fields["is_closed"] = forms.BooleanField(
            label=gettext_lazy("Không còn dùng"), required=False, initial=fridge.is_closed
        )


class ReadingsForm(forms.Form):
    """A box a fridge; one left empty stays missing, which is never taken for normal."""

    day = DateField(label=gettext_lazy("Ngày"))
    turn = forms.ChoiceField(label=gettext_lazy("Lần đo"), choices=ColdReading.Turn.choices)

    def __init__(
        self,
        *args: Any,
        fridges: list[Fridge],
        known: dict[Any, ColdReading],
        day: dt.date,
        turn: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial, self.fields["turn"].initial = day, turn
        self.fridges = fridges
        for fridge in fridges:
            row = known.get((fridge.id, day, turn))
            limits = lists.limits(fridge.kind, day)
            self.fields[f"celsius_{fridge.id}"] = ClinicalNumberField(
                label=fridge.name,
                required=False,
                unit="°C",
                possible=lists.possible_celsius(day),
                plausible=(limits.low, limits.high),
                initial=row.celsius if row else None,
            )
            if limits.freeze_at is not None:
                self.fields[f"froze_{fridge.id}"] = forms.BooleanField(
                    label=gettext_lazy("Chỉ thị đông băng đã đổi"),
                    required=False,
                    initial=bool(row and row.froze),
                )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        return [
            (
                self[f"celsius_{each.id}"],
                self[f"froze_{each.id}"] if f"froze_{each.id}" in self.fields else None,
            )
            for each in self.fridges
        ]

    def said(self) -> list[Read]:
        told = self.cleaned_data
        return [
            Read(each, told[f"celsius_{each.id}"], told.get(f"froze_{each.id}", False))
            for each in self.fridges
            if told[f"celsius_{each.id}"] is not None
        ]


class LoggerForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp của máy tự ghi"),
        help_text=gettext_lazy("CSV hoặc Excel, có cột thời điểm và cột nhiệt độ"),
    )


class LotForm(forms.Form):
    vaccine = forms.ChoiceField(label=gettext_lazy("Vắc xin"))
    lot_number = forms.CharField(label=gettext_lazy("Số lô"), max_length=40)
    doses = forms.IntegerField(label=gettext_lazy("Số liều"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vaccine"].choices = list(lists.vaccine_labels(clock.today()).items())  # type: ignore[attr-defined]


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _yes(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


class DecisionForm(forms.Form):
    vvm_stage = forms.TypedChoiceField(
        label=gettext_lazy("Mức chỉ thị nhiệt (VVM)"),
        required=False,
        coerce=_whole,
        empty_value=None,
        choices=[
            ("", gettext_lazy("Chưa xem")),
            ("1", gettext_lazy("Mức 1")),
            ("2", gettext_lazy("Mức 2")),
            ("3", gettext_lazy("Mức 3")),
            ("4", gettext_lazy("Mức 4")),
            ("0", gettext_lazy("Lọ không có VVM")),
        ],
    )
    has_passed_shaking = forms.TypedChoiceField(
        label=gettext_lazy("Thử lắc"),
        required=False,
        coerce=_yes,
        empty_value=None,
        choices=[
            ("", gettext_lazy("Không thử")),
            ("yes", gettext_lazy("Đạt")),
            ("no", gettext_lazy("Không đạt")),
        ],
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Quyết định"),
        choices=[("", "–"), *(each for each in ExcursionLot.Decision.choices if each[0])],
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class CloseForm(forms.Form):
    cause = forms.CharField(label=gettext_lazy("Nguyên nhân, việc đã làm"), max_length=300)
