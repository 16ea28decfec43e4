"""Which form a kind of unit is surveyed with."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.forms import Form, kinds
from tuyen.platform.forms.queries import find_of_kind, in_use

Choices = list[tuple[str, str]]


def own(on: dt.date) -> dict[str, Form]:
    """Kind of unit → the form written for it: one that ships before one that was drawn."""
    found: dict[str, Form] = {}
    written = sorted(in_use(on, kinds.SURVEY), key=lambda form: (not form.source, form.code))
    for form in written:
        for unit_kind in form.for_units:
            found.setdefault(unit_kind, form)
    return found


def grouped(on: dt.date, language: str) -> list[tuple[str, Choices]]:
    """Forms to choose from under the kinds that they are for, those for any kind last."""
    labels, groups = kinds.unit_kinds(), dict[str, Choices]()
    for form in in_use(on, kinds.SURVEY):
        name = ", ".join(labels.get(kind, kind) for kind in form.for_units) or _("Mọi loại đơn vị")
        groups.setdefault(name, []).append((form.code, form.title(language)))
    return sorted(groups.items(), key=lambda group: group[0] == _("Mọi loại đơn vị"))


def chosen(form_code: str, unit_kind: str, on: dt.date) -> str:
    """The code that a campaign keeps; empty when every kind gets its own. Raises Refused."""
    labels = kinds.unit_kinds()
    if not unit_kind:
        if form_code:
            raise Refused(
                _("Khảo sát mọi loại đơn vị thì mỗi loại dùng phiếu riêng: để trống ô phiếu."),
                field="form_code",
            )
        return ""
    if not form_code:
        if unit_kind not in (mine := own(on)):
            raise Refused(
                _("Chưa có phiếu riêng cho “%(kind)s”: chọn một phiếu dùng chung hoặc soạn phiếu.")
                % {"kind": labels.get(unit_kind, unit_kind)},
                field="form_code",
            )
        return mine[unit_kind].code
    form = find_of_kind(kinds.SURVEY, form_code, on=on)
    if not form.suits(unit_kind):
        meant = ", ".join(labels.get(kind, kind) for kind in form.for_units)
        raise Refused(
            _("Phiếu này dành cho: %(kinds)s. Chọn phiếu của loại đơn vị được khảo sát.")
            % {"kinds": meant},
            field="form_code",
        )
    return form.code
