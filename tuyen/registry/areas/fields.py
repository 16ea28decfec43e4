"""Choosing a commune: by name without marks, or by its five digits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.registry.areas import queries


def commune_label(code: str) -> str:
    """“Xã Sìn Hồ, Tỉnh Lai Châu”; empty for what is no code in force."""
    is_code = len(code) == 5 and code.isascii() and code.isdigit()
    return queries.place_name(code, clock.today()) if is_code else ""


class CommuneField(forms.Field):
    """The code of a commune in force today."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Xã, phường"))
        kwargs.setdefault("widget", TypeAhead("areas:communes", commune_label))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        if text.isascii() and text.isdigit():
            if queries.area_with(text, clock.today()) is None or len(text) != 5:
                raise ValidationError(_("Không có xã, phường với mã này."))
            return text
        found = list(queries.search(text, clock.today())[:2])
        if not found:
            raise ValidationError(_("Không tìm thấy xã, phường này. Nhập tên mới từ 01/07/2025."))
        if len(found) > 1:
            raise ValidationError(_("Có nhiều xã, phường khớp. Chọn một nơi trong danh sách."))
        return str(found[0].code)
