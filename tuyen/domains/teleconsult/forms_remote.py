"""Boxes of remote care: the list of illnesses, the declaration, what is billed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.teleconsult import words
from tuyen.domains.teleconsult.remote_care import Condition, Declaration
from tuyen.platform.ui.fields import DateField
from tuyen.record.actions.consult_bills import Bill
from tuyen.record.models import Consult
from tuyen.record.rules import consult_modes as rules


class ConditionForm(forms.Form):
    code = forms.CharField(label=_("Mã ICD-10"), max_length=10)
    name = forms.CharField(label=_("Bệnh, tình trạng"), max_length=250)
    item = forms.CharField(label=_("Mục trong danh mục"), max_length=20, required=False)

    def said(self) -> Condition:
        return Condition(**self.cleaned_data)


class DeclarationForm(forms.Form):
    number = forms.CharField(label=_("Số văn bản công bố"), max_length=60)
    received_on = DateField(label=_("Cơ quan quản lý nhận ngày"), required=False)
    public_on = DateField(label=_("Đăng công khai ngày"), required=False)

    def said(self) -> Declaration:
        return Declaration(**self.cleaned_data)


class BillForm(forms.Form):
    payer = forms.ChoiceField(label=_("Ai trả"))
    code = forms.CharField(label=_("Mã dịch vụ"), max_length=30, required=False)
    name = forms.CharField(label=_("Tên dịch vụ"), max_length=250, required=False)
    amount_dong = forms.IntegerField(label=_("Số tiền (đồng)"), min_value=0, required=False)
    basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    note = forms.CharField(
        label=_("Ghi chú, hoặc vì sao không thu"), max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["payer"]
        field.choices = list(payers().items())

    def bill(self, *, is_billed: bool) -> Bill:
        return Bill(is_billed=is_billed, **self.cleaned_data)


def payers() -> dict[str, str]:
    found = rules.payers(clock.today())
    return {code: rulebook.label(row, words.language()) for code, row in found.items()}


def first_bill(row: Consult) -> dict[str, str]:
    """The proposal for the mode of this case."""
    found = rules.bill_of(row.mode, row.day)
    if found is None:
        return {}
    basis = found.get(f"basis_{words.language()}") or found["basis_vi"]
    return {"payer": found["payer"], "basis": basis}
