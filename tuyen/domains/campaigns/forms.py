"""Forms of campaigns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.platform.ui.fields import DateField

MOST = 10_000_000
MOST_MONTHS = 1_440


class OpenForm(forms.Form):
    name = forms.CharField(label=_("Tên chiến dịch"), max_length=120)
    kind = forms.ChoiceField(label=_("Loại"), choices=Campaign.Kind.choices)
    vaccine = forms.ChoiceField(label=_("Vắc xin"))
    basis = forms.CharField(label=_("Căn cứ, số kế hoạch"), max_length=160)
    starts_on = DateField(label=_("Từ ngày"))
    ends_on = DateField(label=_("Đến ngày"))
    target_percent = forms.IntegerField(label=_("Chỉ tiêu (%)"), min_value=1, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = queries.vaccine_choices(clock.today())
        self.fields["vaccine"].choices = choices  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """Ages in full months; left empty they are those of the kind of group."""

    kind = forms.ChoiceField(label=_("Nhóm đích"))
    from_months = forms.IntegerField(
        label=_("Từ (tháng tuổi)"), min_value=0, max_value=MOST_MONTHS, required=False
    )
    to_months = forms.IntegerField(
        label=_("Đến dưới (tháng tuổi)"), min_value=1, max_value=MOST_MONTHS, required=False
    )
    gap_days = forms.IntegerField(
        label=_("Bỏ qua người đã tiêm trong (ngày)"), min_value=0, max_value=3_650, required=False
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    on = DateField(label=_("Ngày kết thúc"))
    note = forms.CharField(label=_("Nhận định"), max_length=300, required=False)


class LineForm(forms.Form):
    day = DateField(label=_("Ngày"))
    place = forms.CharField(label=_("Điểm tiêm"), max_length=200)
    village = forms.CharField(label=_("Thôn, bản"), max_length=120, required=False)
    team = forms.CharField(label=_("Đội tiêm"), max_length=200, required=False)
    route = forms.IntegerField(label=_("Thứ tự đi"), min_value=1, max_value=99)
    target = forms.IntegerField(label=_("Số người dự kiến"), min_value=0, max_value=MOST)


class LotForm(forms.Form):
    lot = forms.CharField(label=_("Lô hôm nay"), max_length=40)
    expiry_on = DateField(label=_("Hạn dùng"))


class TallyForm(forms.Form):
    """A zero is typed: an empty field is no zero."""

    given = forms.IntegerField(label=_("Đã tiêm"), min_value=0, max_value=MOST)
    withheld = forms.IntegerField(label=_("Hoãn, từ chối, vắng"), min_value=0, max_value=MOST)
    reactions = forms.IntegerField(label=_("Phản ứng sau tiêm"), min_value=0, max_value=MOST)
    wasted = forms.IntegerField(label=_("Liều hủy"), min_value=0, max_value=MOST)
    why = forms.CharField(label=_("Lý do sửa (khi số đã gửi)"), max_length=300, required=False)
