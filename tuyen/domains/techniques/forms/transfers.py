"""What is typed into the ledger: a request, a signature, a member, a decision."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.techniques import rules
from tuyen.domains.techniques.forms.fields import TechniqueField
from tuyen.domains.techniques.queries.transfers import Whole
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.models import Unit


class RequestForm(forms.Form):
    receiver = forms.TypedChoiceField(label=_("Đơn vị tiếp nhận"), coerce=uuid.UUID)
    technique = TechniqueField()
    giver = forms.TypedChoiceField(
        label=_("Đơn vị chuyển giao"),
        coerce=uuid.UUID,
        help_text=_("Tuyến trên đang chỉ đạo đơn vị tiếp nhận"),
    )
    reason = forms.CharField(
        label=_("Vì sao cần"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("Ví dụ: mỗi năm chuyển tuyến 80 người vì kỹ thuật này"),
    )

    def __init__(
        self, *args: Any, receivers: list[Unit], givers: list[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, units in (("receiver", receivers), ("giver", givers)):
            field: Any = self.fields[name]
            field.choices = [("", _("Chọn đơn vị")), *((str(u.id), u.name) for u in units)]


class SignForm(forms.Form):
    """The next stage only; who signs is asked where an expert must have been there."""

    day = DateField(label=_("Ngày"))
    signer = forms.TypedChoiceField(
        label=_("Chuyên gia ký"), coerce=uuid.UUID, required=False, empty_value=None
    )
    document = forms.CharField(max_length=60, required=False)
    supervised_cases = forms.IntegerField(
        label=_("Số ca làm có kèm"), required=False, min_value=1, max_value=200
    )
    note = forms.CharField(
        label=_("Nhận xét"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(
        self, *args: Any, found: Whole, by_staff: uuid.UUID | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("day", clock.today())
        super().__init__(*args, **kwargs)
        stage, signer = found.next, self.fields["signer"]
        if stage in rules.SIGNED:
            choices = [(str(each.staff_id), each.name) for each in found.experts]
            signer.choices = [("", _("Chọn chuyên gia")), *choices]  # type: ignore[attr-defined]
            if by_staff in found.sides.experts:
                signer.initial = str(by_staff)
        else:
            del self.fields["signer"]
        if stage != rules.Stage.AGREED:
            del self.fields["supervised_cases"]
        else:
            self.fields["supervised_cases"].initial = found.wanted.supervised
        if stage in (rules.Stage.AGREED, rules.Stage.CERTIFIED):
            self.fields["document"].label = (
                _("Số thỏa thuận") if stage == rules.Stage.AGREED else _("Số quyết định công nhận")
            )
        else:
            del self.fields["document"]


class ApproveForm(forms.Form):
    technique = TechniqueField()
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=60)
    valid_from = DateField(label=_("Ngày quyết định"))
