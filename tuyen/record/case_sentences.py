"""What a user reads when the dates of a case cannot be: what is the matter, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SENTENCES: dict[str, Promise] = {
    "future": _("Ngày này chưa tới: kiểm tra lại ngày."),
    "before_birth": _("Ngày này trước ngày sinh của người bệnh: kiểm tra lại ngày."),
    "after_found": _("Ngày này sau ngày phát hiện ca: kiểm tra lại ngày."),
    "told_future": _("Giờ phát hiện hoặc giờ báo cáo chưa tới: kiểm tra lại."),
    "told_told_before_found": _("Giờ báo cáo trước giờ phát hiện ca: kiểm tra lại."),
}


def sentence(fault: str) -> str:
    return str(_SENTENCES[fault])
