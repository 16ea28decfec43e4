"""A good model as it is proposed; visits, adoption and what came of it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.directives.actions.good_models import Counted, Figure, Result, Said
from tuyen.domains.directives.forms.fields import FigureField
from tuyen.domains.directives.models import Adoption, AdoptionStatus, GoodModel
from tuyen.domains.directives.queries import indicators
from tuyen.domains.directives.rules.indicators import Span
from tuyen.platform.ui.fields import DateField

SIDES = ("before", "after")
DAYS = ("before_from", "before_to", "after_from", "after_to")
TYPED = ("indicator", "measure", "before", "before_period", "after", "after_period", "source")


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GoodModelForm(forms.Form):
    title = forms.CharField(label=_("Tên mô hình"), max_length=200)
    summary = forms.CharField(label=_("Cách làm"), max_length=10_000, widget=_text(8))
    needs = forms.CharField(
        label=_("Điều kiện để làm được"), max_length=1000, required=False, widget=_text(2)
    )
    counted_code = forms.ChoiceField(label=_("Chỉ số chương trình đếm"), required=False)
    before_from = DateField(label=_("Kỳ trước từ ngày"), required=False)
    before_to = DateField(label=_("đến ngày"), required=False)
    after_from = DateField(label=_("Kỳ sau từ ngày"), required=False)
    after_to = DateField(label=_("đến ngày"), required=False)
    indicator = forms.CharField(label=_("Chỉ số đã thay đổi"), max_length=200, required=False)
    measure = forms.CharField(label=_("Đơn vị tính"), max_length=30, required=False)
    before = FigureField(label=_("Trước"), max_length=18, required=False)
    before_period = forms.CharField(label=_("Kỳ trước"), max_length=60, required=False)
    after = FigureField(label=_("Sau"), max_length=18, required=False)
    after_period = forms.CharField(label=_("Kỳ sau"), max_length=60, required=False)
    source = forms.CharField(label=_("Nguồn số liệu"), max_length=200, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        language = (get_language() or "vi")[:2]
        rows = indicators.offered(clock.today()).items()
        code: Any = self.fields["counted_code"]
        code.choices = [
            ("", _("Không có trong danh sách: tự khai")),
            *((key, rulebook.label(row, language)) for key, row in rows),
        ]

    @property
    def is_typed(self) -> bool:
        """Which of the two ways stands open on the page."""
        return self.is_bound and not self["counted_code"].value()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in DAYS if told.get("counted_code") else TYPED:
            if name not in self.errors and told.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        return told

    def said(self) -> Said:
        told = self.cleaned_data
        return Said(
            title=told["title"],
            summary=told["summary"],
            needs=told["needs"],
            figure=self._counted() if told["counted_code"] else self._typed(),
        )

    def _counted(self) -> Counted:
        told = self.cleaned_data
        before, after = (Span(told[f"{side}_from"], told[f"{side}_to"]) for side in SIDES)
        return Counted(told["counted_code"], before, after)

    def _typed(self) -> Figure:
        return Figure(**{name: self.cleaned_data[name] for name in TYPED})


class VisitForm(forms.Form):
    day = DateField(label=_("Ngày đến học"))
    people = forms.IntegerField(label=_("Số người"), initial=2)
    note = forms.CharField(label=_("Học được gì"), max_length=1000, required=False)


class AdoptForm(forms.Form):
    started_on = DateField(label=_("Bắt đầu làm từ ngày"))


class ResultForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Kết quả"), choices=AdoptionStatus.choices, widget=forms.RadioSelect
    )
    before = FigureField(label=_("Trước"), max_length=18, required=False)
    before_period = forms.CharField(label=_("Kỳ trước"), max_length=60, required=False)
    after = FigureField(label=_("Sau"), max_length=18, required=False)
    after_period = forms.CharField(label=_("Kỳ sau"), max_length=60, required=False)
    before_from = DateField(label=_("Kỳ trước từ ngày"), required=False)
    before_to = DateField(label=_("đến ngày"), required=False)
    after_from = DateField(label=_("Kỳ sau từ ngày"), required=False)
    after_to = DateField(label=_("đến ngày"), required=False)
    how = forms.ChoiceField(
        label=_("Số liệu"),
        choices=[("counted", _("Chương trình đếm")), ("typed", _("Tự khai"))],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label=_("Bài học"), max_length=1000, required=False, widget=_text(2))

    @classmethod
    def of(cls, row: Adoption, model: GoodModel) -> "ResultForm":
        """What was reported last; for figures that the program counts, as long before as since the start."""
        told = {name: getattr(row, name) for name in ("status", "note", *FIGURES)}
        if model.counted_code:
            told |= _spans(row) | {
                "how": "counted" if row.counted_code or not row.after else "typed"
            }
        return cls(initial=told).fitting(model)

    def fitting(self, model: GoodModel) -> "ResultForm":
        """A figure that the model's unit declared is declared here too."""
        if not model.counted_code:
            for name in ("how", *DAYS):
                del self.fields[name]
        return self

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in DAYS if told.get("how") == "counted" else ():
            if name not in self.errors and told.get(name) is None:
                self.add_error(name, self.fields[name].error_messages["required"])
        return told

    def said(self, model: GoodModel) -> Result:
        told = self.cleaned_data
        if told.get("how") != "counted":
            return Result(
                told["status"], note=told["note"], **{name: told[name] for name in FIGURES}
            )
        before, after = (Span(told[f"{side}_from"], told[f"{side}_to"]) for side in SIDES)
        counted = Counted(model.counted_code, before, after)
        return Result(told["status"], note=told["note"], counted=counted)


FIGURES = ("before", "before_period", "after", "after_period")


def _spans(row: Adoption) -> dict[str, dt.date]:
    if row.basis:
        return {
            f"{side}_{end}": dt.date.fromisoformat(row.basis[side][end])
            for side in SIDES
            for end in ("from", "to")
        }
    eve, since = row.started_on - dt.timedelta(days=1), clock.today() - row.started_on
    return dict(zip(DAYS, (eve - since, eve, row.started_on, clock.today()), strict=True))
