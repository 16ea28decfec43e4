"""What a person types about plans and the log of direction work."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.domains.steering import words
from tuyen.domains.steering.actions.plans import Done, Planned
from tuyen.domains.steering.models import Agreement, PlanLine
from tuyen.domains.steering.models.plans import Side
from tuyen.domains.steering.queries.plans import span
from tuyen.platform.ui.fields import ClinicalNumberField, DateField

OLDEST, AHEAD = 2008, 5
Partners = dict[uuid.UUID, tuple[str, str]]


def _quarters() -> list[tuple[int, str]]:
    return [(0, _("Cả năm")), *((n, _("Quý %(n)d") % {"n": n}) for n in (1, 2, 3, 4))]


class PlanForm(forms.Form):
    side = forms.ChoiceField(
        label=gettext_lazy("Lập với vai"), choices=Side.choices, widget=forms.RadioSelect
    )
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=OLDEST, max_value=2100)
    quarter = forms.TypedChoiceField(label=gettext_lazy("Kỳ"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Tên kế hoạch"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = _quarters()  # type: ignore[attr-defined]


class _WorkForm(forms.Form):
    """Work with one of the units that this facility directs or is directed by."""

    other = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), coerce=uuid.UUID)
    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"))
    subject = forms.CharField(label=gettext_lazy("Nội dung"), max_length=250)
    person_days = ClinicalNumberField(
        label=gettext_lazy("Ngày công"), places=2, possible=(0, 1000), required=False
    )
    cost = forms.IntegerField(
        label=gettext_lazy("Kinh phí (đồng)"), min_value=0, max_value=10**12, required=False
    )

    def __init__(self, *args: Any, partners: Partners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(str(id_), name) for id_, (name, _side) in partners.items()]
        self.fields["other"].choices = units  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*words.work_kinds().items()]  # type: ignore[attr-defined]

    def _days(self) -> float:
        return float(self.cleaned_data["person_days"] or Decimal(0))


class LineForm(_WorkForm):
    def said(self) -> Planned:
        told = self.cleaned_data
        return Planned(
            told["other"], told["kind"], told["subject"], self._days(), told["cost"] or 0
        )


class EntryForm(_WorkForm):
    done_on = DateField(label=gettext_lazy("Ngày"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Số phút"), min_value=0, max_value=10_000, required=False
    )
    attended = forms.IntegerField(
        label=gettext_lazy("Số người dự"), min_value=0, max_value=100_000, required=False
    )
    result = forms.CharField(
        label=gettext_lazy("Kết quả"), max_length=500, required=False, widget=forms.Textarea
    )
    plan_line = forms.ChoiceField(label=gettext_lazy("Theo kế hoạch"), required=False)
    agreement = forms.ChoiceField(label=gettext_lazy("Theo văn bản hợp tác"), required=False)
    field_order = ("done_on", "other", "kind", "subject", "person_days", "minutes", "attended")

    def __init__(
        self, *args: Any, lines: list[PlanLine], agreements: list[Agreement], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"done_on": clock.today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.agreements = {str(row.id): row for row in agreements}
        planned = [("", _("ngoài kế hoạch")), *((str(row.id), row.subject) for row in lines)]
        signed = [("", "–"), *((id_, row.number) for id_, row in self.agreements.items())]
        self.fields["plan_line"].choices = planned  # type: ignore[attr-defined]
        self.fields["agreement"].choices = signed  # type: ignore[attr-defined]

    def said(self) -> Done:
        told = self.cleaned_data
        return Done(
            other_unit_id=told["other"],
            kind=told["kind"],
            done_on=told["done_on"],
            subject=told["subject"],
            person_days=self._days(),
            minutes=told["minutes"],
            attended=told["attended"],
            result=told["result"],
            cost=told["cost"] or 0,
            plan_line_id=uuid.UUID(told["plan_line"]) if told["plan_line"] else None,
            agreement=self.agreements.get(told["agreement"]),
        )


class PeriodForm(forms.Form):
    """Which year and quarter a list or a sum is about; this year for what makes no sense."""

    year = forms.IntegerField(required=False, min_value=OLDEST, max_value=2100)
    quarter = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = _quarters()  # type: ignore[attr-defined]
        kinds = [("", _("Mọi hình thức")), *words.work_kinds().items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def chosen(self) -> tuple[int, int, str]:
        self.is_valid()
        told = self.cleaned_data
        year = told.get("year") or clock.today().year
        return year, told.get("quarter") or 0, told.get("kind") or ""

    def period(self) -> tuple[dt.date, dt.date]:
        year, quarter, _kind = self.chosen()
        return span(year, quarter)

    def years(self) -> range:
        now = clock.today().year
        return range(now + 1, now - AHEAD, -1)
