"""The text of a directive on A4."""

import datetime as dt
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.domains.directives import words
from tuyen.domains.directives.models import Directive, DirectiveStatus
from tuyen.domains.directives.rules.lists import rows
from tuyen.platform.print import render
from tuyen.registry.facilities.models import Unit

TEMPLATE = Path(__file__).with_name("directive.typ")


def directive_pdf(row: Directive, today: dt.date) -> bytes:
    """As it was issued; a draft, a withdrawn and a superseded one say so on the sheet."""
    unit = Unit.objects.select_related("parent").get(pk=row.unit_id)
    day = row.issued_on or today
    return render(
        TEMPLATE,
        {
            "parent": unit.parent.name if unit.parent else "",
            "issuer": unit.name,
            "number": row.number,
            "kind": words.label("kind", row.kind, today) if row.kind in rows("kind", today) else "",
            "title": row.title,
            "legal_basis": row.legal_basis,
            "body": row.body.split("\n"),
            "asks": [
                [n, ask["title"], f"{dt.date.fromisoformat(ask['due_on']):%d/%m/%Y}"]
                for n, ask in enumerate(row.asks, start=1)
            ],
            "force": _force(row),
            "mark": _mark(row),
            "day": [f"{day:%d}", f"{day:%m}", f"{day:%Y}"],
            "signed_as": row.signed_as,
            "signed_by": row.signed_by,
            "recipients": _("%(n)d đơn vị nhận trên hệ thống") % {"n": row.sent_to},
        },
    )


def _force(row: Directive) -> str:
    if row.in_force_from is None:
        return ""
    if row.in_force_to is None:
        return _("Có hiệu lực từ ngày %(day)s.") % {"day": f"{row.in_force_from:%d/%m/%Y}"}
    return _("Có hiệu lực từ ngày %(first)s đến ngày %(last)s.") % {
        "first": f"{row.in_force_from:%d/%m/%Y}",
        "last": f"{row.in_force_to:%d/%m/%Y}",
    }


def _mark(row: Directive) -> str:
    marks = {
        DirectiveStatus.DRAFT: _("BẢN THẢO"),
        DirectiveStatus.APPROVED: _("ĐÃ DUYỆT, CHƯA BAN HÀNH"),
        DirectiveStatus.WITHDRAWN: _("ĐÃ THU HỒI: ") + row.withdrawn_why,
        DirectiveStatus.SUPERSEDED: _("ĐÃ CÓ VĂN BẢN THAY THẾ"),
    }
    return marks.get(DirectiveStatus(row.status), "")
