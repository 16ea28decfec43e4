"""A meeting as it is planned; invitations, attendance, reports, conclusions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives.forms.fields import HourField, NamedUnitsField
from tuyen.domains.directives.models import Gathering, GatheringKind, GatheringMode
from tuyen.domains.directives.queries.recipients import addressable
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.forms import UnitField


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GatheringForm(forms.Form):
    title = forms.CharField(label=_("Tên"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Loại"), choices=GatheringKind.choices, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(
        label=_("Hình thức"), choices=GatheringMode.choices, widget=forms.RadioSelect
    )
    day = DateField(label=_("Ngày"), ahead=True)
    starts = HourField(label=_("Bắt đầu lúc"), max_length=5)
    ends = HourField(label=_("Kết thúc lúc"), max_length=5, required=False)
    place = forms.CharField(label=_("Nơi họp, điểm cầu chính"), max_length=200, required=False)
    hosts = forms.CharField(label=_("Chủ trì"), max_length=500)
    secretary = forms.CharField(label=_("Thư ký"), max_length=120, required=False)
    delegation = forms.CharField(
        label=_("Thành phần đoàn, mỗi dòng một người"),
        max_length=2000,
        required=False,
        widget=_text(3),
    )
    agenda = forms.CharField(label=_("Nội dung"), max_length=2000, required=False, widget=_text(4))

    @classmethod
    def of(cls, row: Gathering) -> "GatheringForm":
        names = ("title", "kind", "mode", "day", "place", "hosts", "secretary", "delegation")
        begins = f"{row.starts_at.astimezone(clock.VIETNAM):%H:%M}"
        ends = f"{row.ends_at.astimezone(clock.VIETNAM):%H:%M}" if row.ends_at else ""
        said = {name: getattr(row, name) for name in names}
        return cls(initial=said | {"agenda": row.agenda, "starts": begins, "ends": ends})


class InviteForm(forms.Form):
    """Everybody whom we direct, those named, guests from outside."""

    everyone = forms.BooleanField(label=_("Mọi đơn vị trực thuộc và được chỉ đạo"), required=False)
    units = NamedUnitsField(label=_("Đơn vị, mỗi dòng một tên"), required=False, widget=_text(3))
    guests = forms.CharField(
        label=_("Khách ngoài hệ thống, mỗi dòng một nơi hoặc người"),
        max_length=4000,
        required=False,
        widget=_text(3),
    )
    seats = forms.IntegerField(label=_("Số người mỗi đơn vị"), initial=2)
    own_sites = forms.BooleanField(label=_("Mỗi đơn vị là một điểm cầu"), required=False)

    def __init__(self, data: Any, *, who: Actor) -> None:
        super().__init__(data)
        named: Any = self.fields["units"]
        named.among = addressable(who)

    def clean_guests(self) -> list[str]:
        return [line for line in self.cleaned_data["guests"].splitlines() if line.strip()]


class AnswerInvitationForm(forms.Form):
    note = forms.CharField(label=_("Lý do nếu không dự"), max_length=300, required=False)


class SiteForm(forms.Form):
    name = forms.CharField(label=_("Tên điểm cầu"), max_length=200)


class HeardForm(forms.Form):
    title = forms.CharField(label=_("Tên báo cáo"), max_length=200)
    speaker = forms.CharField(label=_("Người trình bày"), max_length=120)
    organisation = forms.CharField(label=_("Đơn vị"), max_length=200, required=False)


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("Tên tài liệu"), max_length=200)
    file = forms.FileField(label=_("Tệp (PDF, ảnh, XLSX)"))


class ConclusionForm(forms.Form):
    text = forms.CharField(label=_("Kết luận"), max_length=500, widget=_text(2))
    unit = UnitField(label=_("Đơn vị chịu trách nhiệm"), required=False)
    owner_name = forms.CharField(label=_("Người chịu trách nhiệm"), max_length=120, required=False)
    due_on = DateField(label=_("Hạn"), required=False, ahead=True)

    def __init__(self, data: Any, *, who: Actor) -> None:
        super().__init__(data)
        unit: Any = self.fields["unit"]
        unit.who = who


class MinutesForm(forms.Form):
    discussion = forms.CharField(
        label=_("Ý kiến thảo luận"), max_length=20_000, required=False, widget=_text(6)
    )


class ListForm(forms.Form):
    """Who was at one site."""

    site = forms.ChoiceField(label=_("Điểm cầu"))
    names = forms.CharField(
        label=_("Mỗi dòng: họ tên; chức vụ"), max_length=60_000, widget=_text(6)
    )
    unit = UnitField(label=_("Đơn vị của họ"), required=False)
    organisation = forms.CharField(
        label=_("Hoặc nơi ngoài hệ thống"), max_length=200, required=False
    )
    note = forms.CharField(label=_("Ghi chú nếu không có giấy mời"), max_length=200, required=False)

    def __init__(self, data: Any, *, who: Actor, sites: Any) -> None:
        super().__init__(data)
        unit: Any = self.fields["unit"]
        unit.who = who
        site: Any = self.fields["site"]
        site.choices = [(str(each.id), each.name) for each in sites]


class CheckInForm(forms.Form):
    code = forms.CharField(label=_("Mã điểm danh"), max_length=12)
    site = forms.ChoiceField(label=_("Điểm cầu"))
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    note = forms.CharField(label=_("Ghi chú nếu không có giấy mời"), max_length=200, required=False)

    def __init__(self, data: Any, *, sites: Any, **more: Any) -> None:
        super().__init__(data, **more)
        site: Any = self.fields["site"]
        site.choices = [(str(each.id), each.name) for each in sites]


class DoneForm(forms.Form):
    report = forms.CharField(label=_("Kết quả thực hiện"), max_length=1000, widget=_text(3))
