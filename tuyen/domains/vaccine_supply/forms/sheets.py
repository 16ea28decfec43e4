"""What a person types about vaccine need."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.actions.sheets import PlaceSaid
from tuyen.domains.vaccine_supply.models import NeedPlace, NeedSheet
from tuyen.platform.ui.fields import DateField


class SheetForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên bảng"), max_length=200)
    vaccine = forms.ChoiceField(label=gettext_lazy("Vắc xin"))
    starts_on = DateField(label=gettext_lazy("Từ ngày"), ahead=True)
    ends_on = DateField(label=gettext_lazy("Đến ngày"), ahead=True)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vaccine"].choices = list(lists.vaccine_labels(on).items())  # type: ignore[attr-defined]


class FiguresForm(forms.Form):
    """Each figure beside the place that it was taken from."""

    def __init__(self, *args: Any, sheet: NeedSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in lists.FIGURES:
            column: Any = NeedSheet._meta.get_field(name)
            self.fields[name] = _number(column, getattr(sheet, name))
            source = sheet.sources.get(name, "")
            self.fields[f"source_{name}"] = forms.CharField(
                label=gettext_lazy("Nguồn"), max_length=200, required=False, initial=source
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"source_{name}"]) for name in lists.FIGURES]

    def figures(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in lists.FIGURES}

    def sources(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"source_{name}"] for name in lists.FIGURES}


def _number(column: Any, now: Any) -> forms.Field:
    kind = forms.FloatField if column.get_internal_type() == "FloatField" else forms.IntegerField
    return kind(
        label=column.verbose_name,
        initial=now,
        required=not column.null,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class PlaceForm(forms.Form):
    """A place with people by age band."""

    name = forms.CharField(label=gettext_lazy("Xã, đơn vị"), max_length=200)
    stock = forms.IntegerField(label=gettext_lazy("Tồn dùng được (liều)"), initial=0)
    sessions = forms.IntegerField(
        label=gettext_lazy("Số buổi tiêm"),
        initial=0,
        help_text=gettext_lazy("0: dùng tỷ lệ hao phí chung của bảng"),
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn số đối tượng"), max_length=200, required=False
    )

    def __init__(self, *args: Any, on: dt.date, place: NeedPlace | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.bands = lists.bands(on)
        for band in self.bands:
            now = place.people.get(band.code, 0) if place else 0
            self.fields[f"band_{band.code}"] = forms.IntegerField(
                label=band.label, initial=now, required=False
            )
        if place:
            for name in ("name", "stock", "sessions", "source"):
                self.fields[name].initial = getattr(place, name)

    def said(self) -> PlaceSaid:
        told = self.cleaned_data
        return PlaceSaid(
            name=told["name"],
            people={band.code: told[f"band_{band.code}"] or 0 for band in self.bands},
            stock=told["stock"],
            sessions=told["sessions"],
            source=told["source"],
        )
