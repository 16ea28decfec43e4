"""A technique and a member of staff, chosen while typing; without JavaScript by code or full name."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.text import fold, nfc
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.record.rules.procedures import Hand
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms.models import Code
from tuyen.registry.terms.queries import code_on, search_codes

SCHEME = "technique"


def technique_label(code: str) -> str:
    found = code_on(SCHEME, code, clock.today())
    return f"{found.code} – {found.name}" if found else ""


class TechniqueField(forms.Field):
    """→ the entry of the code set; a code, a full name, or words that only one entry has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TypeAhead("techniques:pick_technique", technique_label))
        kwargs.setdefault("label", _("Kỹ thuật"))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "placeholder": _("mã hoặc vài chữ của tên")}

    def to_python(self, value: Any) -> Code | None:
        text = nfc(str(value or ""))
        if not text:
            return None
        found = code_on(SCHEME, text.partition(" – ")[0], clock.today()) or _only_one(text)
        if found is None:
            raise ValidationError(
                _("Không có kỹ thuật này trong danh mục. Gõ vài chữ rồi chọn một dòng."),
                code="unknown",
            )
        return found


def _only_one(text: str) -> Code | None:
    found = search_codes(SCHEME, text, clock.today(), 2)
    same = [each for each in found if fold(each.name) == fold(text)]
    return same[0] if same else (found[0] if len(found) == 1 else None)


def staff_label(text: str) -> str:
    try:
        return StaffMember.objects.get(pk=uuid.UUID(text)).name
    except (ValueError, StaffMember.DoesNotExist):
        return ""


class HandField(forms.Field):
    """→ Hand. Somebody of the lists by id; a guest by the name that was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TypeAhead("techniques:pick_staff", staff_label))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "placeholder": _("gõ tên")}

    def to_python(self, value: Any) -> Hand | None:
        text = nfc(str(value or ""))[:120]
        if not text:
            return None
        try:
            member = StaffMember.objects.filter(pk=uuid.UUID(text)).first()
        except ValueError:
            return Hand(text)
        if member is None:
            raise ValidationError(_("Không tìm thấy người này. Gõ lại tên."), code="unknown")
        return Hand(member.name, member.id)
