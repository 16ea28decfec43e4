"""Fields that several forms of the room wear."""

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tuyen.core.text import fold, nfc
from tuyen.registry.facilities.models import Unit

_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,4})?")


class FigureField(forms.CharField):
    """A number as people write it, comma or point for decimals; not clinical."""

    def clean(self, value: Any) -> float | None:
        text = str(super().clean(value) or "").strip().rstrip("%").strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValidationError(_("Nhập một số, ví dụ 72,5."))
        return float(text.replace(",", "."))


class HourField(forms.CharField):
    """`8`, `8h30`, `08:30`."""

    _form = re.compile(r"(\d{1,2})(?:[:h.](\d{2})?)?")

    def clean(self, value: Any) -> dt.time | None:
        text = str(super().clean(value) or "").strip().lower()
        if not text:
            return None
        found = self._form.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return dt.time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(_("Nhập giờ như 08:30.")) from None


class NamedUnitsField(forms.CharField):
    """Units by name, one a line: their ids. `among`: the ids that may be meant, closed ones too."""

    among: list[uuid.UUID] = []

    def clean(self, value: Any) -> list[uuid.UUID]:
        wanted = [nfc(line) for line in str(super().clean(value) or "").splitlines() if nfc(line)]
        if not wanted:
            return []
        folds = {fold(name) for name in wanted}
        found: dict[str, uuid.UUID] = {}
        rows = Unit.objects.filter(pk__in=self.among)
        for unit in rows.only("id", "name", "short_name"):
            for name in (fold(unit.name), fold(unit.short_name)):
                if name in folds:
                    found[name] = unit.id
        if unknown := [name for name in wanted if fold(name) not in found]:
            raise ValidationError(
                _("Không thấy đơn vị “%(name)s” trong phạm vi chỉ đạo. Kiểm tra lại tên.")
                % {"name": unknown[0]}
            )
        return [found[fold(name)] for name in wanted]
