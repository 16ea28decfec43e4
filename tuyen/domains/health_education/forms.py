"""Forms of health education."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.health_education import rules
from tuyen.domains.health_education.actions.sessions import MOST_REACHED
from tuyen.domains.health_education.queries import campaigns as queries
from tuyen.platform.ui.fields import DateField

MOST_PEOPLE = 100_000_000


class PeopleForm(forms.Form):
    people = forms.IntegerField(
        label=_("Số người đích (để trống: đếm trong sổ)"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
    )


class OpenForm(forms.Form):
    name = forms.CharField(label=_("Tên đợt truyền thông"), max_length=120)
    message = forms.CharField(label=_("Nội dung chính cần người dân nhớ"), max_length=400)
    disease = forms.ChoiceField(label=_("Bệnh"), required=False)
    target_group = forms.ChoiceField(label=_("Nhóm đích"))
    people = PeopleForm.base_fields["people"]
    basis = forms.CharField(label=_("Căn cứ, số kế hoạch"), max_length=160, required=False)
    starts_on = DateField(label=_("Từ ngày"))
    ends_on = DateField(label=_("Đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        diseases = queries.disease_choices(clock.today())
        self.fields["disease"].choices = diseases  # type: ignore[attr-defined]
        groups = list(queries.choices(rules.GROUP).items())
        self.fields["target_group"].choices = groups  # type: ignore[attr-defined]


class SessionForm(forms.Form):
    held_on = DateField(label=_("Ngày"))
    channel = forms.ChoiceField(label=_("Kênh"))
    language = forms.ChoiceField(label=_("Ngôn ngữ"))
    place = forms.CharField(label=_("Thôn, bản, nơi tổ chức"), max_length=160)
    held_by = forms.CharField(label=_("Người truyền thông"), max_length=160)
    reached = forms.IntegerField(label=_("Số người nghe, xem"), min_value=0, max_value=MOST_REACHED)
    women = forms.IntegerField(
        label=_("Trong đó nữ (để trống nếu không đếm)"),
        min_value=0,
        max_value=MOST_REACHED,
        required=False,
    )
    material = forms.CharField(label=_("Tài liệu đã phát"), max_length=160, required=False)
    handed_out = forms.IntegerField(
        label=_("Số bản đã phát"), min_value=0, max_value=MOST_REACHED, required=False
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (rules.CHANNEL, rules.LANGUAGE):
            choices = list(queries.choices(name).items())
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_handed_out(self) -> int:
        return self.cleaned_data["handed_out"] or 0


class CloseForm(forms.Form):
    on = DateField(label=_("Ngày kết thúc"))
    note = forms.CharField(label=_("Nhận định"), max_length=300, required=False)


class StrikeForm(forms.Form):
    why = forms.CharField(label=_("Vì sao hủy buổi này"), max_length=300)
