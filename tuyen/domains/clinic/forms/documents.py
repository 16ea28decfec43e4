"""One more paper for a chart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.record.actions.documents import KINDS


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=_("Tên giấy tờ"), max_length=200, help_text=_("Ví dụ: Phiếu siêu âm ngày 02/11")
    )
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=list(KINDS.items()))
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF, ảnh JPEG, PNG, WebP hoặc DICOM"),
        allow_empty_file=True,
    )


class ReplaceForm(DocumentForm):
    """The paper as it should be, and why the earlier one was not right."""

    why = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Ví dụ: bản chụp mờ; nhầm tên giấy tờ")
    )


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Ví dụ: giấy của người khác")
    )
