"""Lists of directing the lower tiers as Excel files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.steering import words
from tuyen.domains.steering.models import Agreement
from tuyen.domains.steering.queries import agreements as queries
from tuyen.platform.imports.sheets import write_sheet


def agreements_sheet(rows: Sequence[Agreement]) -> bytes:
    names, kinds, day = queries.sides_of(rows), words.agreement_kinds(), clock.today()
    near = queries.warn_days(day)
    header = [
        _("Số, ký hiệu"),
        _("Loại"),
        _("Tên văn bản"),
        _("Một bên"),
        _("Bên kia"),
        _("Mục đích"),
        _("Có hiệu lực từ"),
        _("Đến hết ngày"),
        _("Tình trạng"),
    ]
    purposes = words.purposes()
    lines = [
        (
            row.number,
            kinds.get(row.kind, row.kind),
            row.title,
            names.get(row.unit_id, ""),
            names.get(row.other_unit_id, "") if row.other_unit_id else row.other_party,
            ", ".join(purposes.get(code, code) for code in row.purposes),
            f"{row.valid_from:%d/%m/%Y}",
            f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "",
            str(words.STATES[row.term.state_on(day, near)][0]),
        )
        for row in rows
    ]
    return write_sheet(header, lines, name=_("Thỏa thuận hợp tác"))
