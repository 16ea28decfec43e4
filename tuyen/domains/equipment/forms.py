"""Forms of the equipment register."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.domains.equipment import lists
from tuyen.domains.equipment.models import Building, Condition, EquipmentItem, WorkRoom
from tuyen.platform.ui.fields import DateField, MoneyField

State = EquipmentItem.State


def _money(label: Any) -> MoneyField:
    return MoneyField(label=label, required=False)


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại thiết bị"))
    name = forms.CharField(label=_("Tên, ký hiệu trong đơn vị"), max_length=160, required=False)
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=999, initial=1)
    model = forms.CharField(label=_("Kiểu máy (model)"), max_length=80, required=False)
    serial = forms.CharField(label=_("Số máy (serial)"), max_length=80, required=False)
    maker = forms.CharField(label=_("Hãng, nước sản xuất"), max_length=120, required=False)
    made_year = forms.IntegerField(
        label=_("Năm sản xuất"), min_value=1950, max_value=2100, required=False
    )
    used_from = DateField(label=_("Đưa vào dùng"), required=False)
    source = forms.ChoiceField(label=_("Nguồn"), choices=EquipmentItem.Source.choices)
    source_note = forms.CharField(label=_("Dự án, nhà tài trợ"), max_length=160, required=False)
    value_dong = _money(_("Nguyên giá (đồng)"))
    room_id = forms.TypedChoiceField(
        label=_("Đặt ở phòng"), coerce=uuid.UUID, required=False, empty_value=None
    )

    def __init__(self, *args: Any, rooms: Iterable[WorkRoom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Chọn loại")), *lists.grouped_kinds()]
        room: Any = self.fields["room_id"]
        room.choices = [("", "–"), *((str(each.id), each.name) for each in rooms)]


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Tình trạng mới"),
        choices=[(each.value, each.label) for each in State if each != State.FAULTY],
    )
    state_note = forms.CharField(label=_("Lý do, số quyết định"), max_length=300, required=False)


class FaultForm(forms.Form):
    said = forms.CharField(label=_("Hỏng thế nào"), max_length=300)
    still_works = forms.BooleanField(label=_("Vẫn tạm dùng được"), required=False)


class MendForm(forms.Form):
    mended_on = DateField(label=_("Sửa xong ngày"))
    mended_how = forms.CharField(label=_("Đã sửa gì"), max_length=300)
    mended_by = forms.CharField(label=_("Nơi sửa, người sửa"), max_length=160, required=False)
    cost_dong = _money(_("Chi phí (đồng)"))


class UpkeepForm(forms.Form):
    done_on = DateField(label=_("Làm ngày"))
    result = forms.CharField(label=_("Kết quả"), max_length=300)
    done_by = forms.CharField(label=_("Người làm"), max_length=160, required=False)
    cost_dong = _money(_("Chi phí (đồng)"))


class PlanForm(forms.Form):
    due_on = DateField(label=_("Đến hạn"), ahead=True)


class BuildingForm(forms.Form):
    name = forms.CharField(label=_("Tên nhà, khu"), max_length=120)
    built_year = forms.IntegerField(
        label=_("Năm xây"), min_value=1900, max_value=2100, required=False
    )
    storeys = forms.IntegerField(label=_("Số tầng"), min_value=1, max_value=60, required=False)
    area_m2 = forms.IntegerField(
        label=_("Diện tích sàn (m²)"), min_value=1, max_value=1_000_000, required=False
    )
    condition = forms.ChoiceField(label=_("Tình trạng"), choices=Condition.choices)
    note = forms.CharField(label=_("Ghi chú, đề nghị"), max_length=300, required=False)


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Tên phòng"), max_length=120)
    kind = forms.ChoiceField(label=_("Dùng để"))
    building_id = forms.TypedChoiceField(
        label=_("Thuộc nhà"), coerce=uuid.UUID, required=False, empty_value=None
    )
    area_m2 = forms.IntegerField(
        label=_("Diện tích (m²)"), min_value=1, max_value=100_000, required=False
    )
    condition = forms.ChoiceField(label=_("Tình trạng"), choices=Condition.choices)

    def __init__(self, *args: Any, buildings: Iterable[Building], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = lists.room_choices()
        building: Any = self.fields["building_id"]
        building.choices = [("", "–"), *((str(each.id), each.name) for each in buildings)]
