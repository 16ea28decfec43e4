"""Sending pictures, confirming whose they are, handing them out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.record.models import Order


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """All files of one box."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFiles, self).clean(each, initial) for each in given if each] or [
            super().clean(None, initial)
        ]


class UploadForm(forms.Form):
    """orders: those of the chart that a picture may answer; without any there is no box for them."""

    pictures = ManyFiles(
        label=_("Tệp DICOM"),
        help_text=_("Chọn tối đa 400 tệp một lần, hoặc một tệp zip chép từ máy chụp hay đĩa."),
        error_messages={"required": _("Chọn ít nhất một tệp.")},
    )

    def __init__(self, *args: Any, orders: Sequence[Order] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not orders:
            return
        labels = [(str(each.id), f"{each.title} ({each.day:%d/%m/%Y})") for each in orders]
        first = labels[0][0] if len(labels) == 1 else ""
        self.fields["order"] = forms.ChoiceField(
            label=_("Trả lời chỉ định"),
            choices=[("", _("Không theo chỉ định nào")), *labels],
            required=False,
            initial=first,
        )


class ConfirmForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao đúng là ảnh của người này"),
        max_length=200,
        help_text=_("Ví dụ: máy chụp ghi tên thường gọi, đã đối chiếu giấy hẹn."),
    )


class WithdrawForm(forms.Form):
    why = forms.CharField(label=_("Lý do gỡ"), max_length=200)


class MoveForm(forms.Form):
    person = forms.CharField(
        label=_("Chuyển sang hồ sơ của"),
        max_length=200,
        help_text=_("Số căn cước, số thẻ, hoặc tên và năm sinh của đúng một người"),
    )
    why = forms.CharField(label=_("Vì sao chuyển"), max_length=200)


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=_("Xuất để làm gì"),
        max_length=200,
        help_text=_("Ví dụ: gửi hội chẩn không nêu tên, làm tư liệu giảng dạy."),
    )
    seen = forms.BooleanField(
        label=_("Tôi đã xem các ảnh: không có tên hay mã người bệnh in sẵn trong hình."),
        required=False,
    )
