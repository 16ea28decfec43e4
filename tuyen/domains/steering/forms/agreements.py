"""What a person types about an agreement and its commitments."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering import words
from tuyen.domains.steering.actions.agreements import Promised, Signed
from tuyen.domains.steering.models import Agreement
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.forms import UnitField


class AgreementForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"))
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Tên văn bản"), max_length=250)
    other = UnitField(label=gettext_lazy("Đơn vị bên kia"), required=False)
    other_party = forms.CharField(
        label=gettext_lazy("Hoặc bên ngoài mạng lưới"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Công đoàn, trường, nhà tài trợ…"),
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Mục đích"), widget=forms.CheckboxSelectMultiple, required=False
    )
    signed_on = DateField(label=gettext_lazy("Ngày ký"))
    valid_from = DateField(label=gettext_lazy("Có hiệu lực từ"))
    valid_to = DateField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu văn bản không ghi thời hạn."),
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].who = who  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*words.agreement_kinds().items()]  # type: ignore[attr-defined]
        self.fields["purposes"].choices = [*words.purposes().items()]  # type: ignore[attr-defined]

    def said(self) -> Signed:
        told = {**self.cleaned_data}
        told.pop("why", None)
        return Signed(**{**told, "purposes": tuple(told["purposes"])})


class CorrectForm(AgreementForm):
    why = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=300)


def initial_of(agreement: Agreement) -> dict[str, Any]:
    names = [*AgreementForm.base_fields]
    known = {name: getattr(agreement, name) for name in names if name != "other"}
    return known | {"other": agreement.other_unit_id}


class ExtendForm(forms.Form):
    valid_to = DateField(label=gettext_lazy("Có hiệu lực đến hết ngày"))
    number = forms.CharField(label=gettext_lazy("Số phụ lục, văn bản gia hạn"), max_length=120)


class EndForm(forms.Form):
    on = DateField(label=gettext_lazy("Chấm dứt từ ngày"))
    why = forms.CharField(label=gettext_lazy("Lý do, số văn bản"), max_length=300)


class PromiseForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Cam kết"), max_length=250)
    deliverable = forms.CharField(label=gettext_lazy("Sản phẩm phải có"), max_length=250)
    owner = forms.ChoiceField(label=gettext_lazy("Bên chịu trách nhiệm"))
    due_on = DateField(label=gettext_lazy("Hạn"), ahead=True)

    def __init__(
        self, *args: Any, agreement: Agreement, names: dict[uuid.UUID, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ids = [agreement.unit_id, agreement.other_unit_id]
        choices = [(str(id_), names.get(id_, "")) for id_ in ids if id_ is not None]
        if agreement.other_unit_id is None:
            choices.append(("", agreement.other_party))
            self.fields["owner"].required = False
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> Promised:
        told = self.cleaned_data
        owner = uuid.UUID(told["owner"]) if told["owner"] else None
        return Promised(told["title"], told["deliverable"], told["due_on"], owner)


class KeptForm(forms.Form):
    on = DateField(label=gettext_lazy("Xong ngày"))
    result = forms.CharField(
        label=gettext_lazy("Kết quả, sản phẩm đã giao"), max_length=500, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": clock.today()})
        super().__init__(*args, **kwargs)


class AgreementFilter(forms.Form):
    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(code, label) for code, (label, _tone) in words.STATES.items()]
        kinds = words.agreement_kinds().items()
        self.fields["state"].choices = [("", _("Mọi tình trạng")), *states]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Mọi loại")), *kinds]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The filters that make sense; an unknown value is no filter."""
        self.is_valid()
        told = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {"words": told["q"], "state": told["state"], "kind": told["kind"]}
