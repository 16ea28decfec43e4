"""The sheet of a session, to take along: paper, spreadsheet, plain text. One row a child."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.immunization.models import ImmunizationSession
from tuyen.domains.immunization.queries.sessions import Line, Offer
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.print.listings import Head, Listing, as_pdf, as_xlsx
from tuyen.record import vaccines

FORMS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def file_of(session: ImmunizationSession, lines: list[Line], unit: str, form: str) -> bytes:
    makers = {"pdf": as_pdf, "xlsx": as_xlsx, "csv": _as_csv}
    return makers[form](_listing(session, lines, unit))


def _listing(session: ImmunizationSession, lines: list[Line], unit: str) -> Listing:
    heads = (
        Head(_("Họ tên"), share=2),
        Head(_("Ngày sinh")),
        Head(_("Giới tính")),
        Head(_("Thôn, bản"), share=1),
        Head(_("Người chăm sóc"), share=1),
        Head(_("Mũi cần tiêm"), share=2),
        Head(_("Đã tiêm"), share=2),
        Head(_("Kết quả"), share=1),
        Head(_("Ghi chú"), share=1),
    )
    reasons = vaccines.reasons(session.day)
    rows = tuple(_row(line, reasons) for line in lines)
    said = {"day": f"{session.day:%d/%m/%Y}", "place": session.place}
    return Listing(
        _("Danh sách buổi tiêm chủng"),
        unit,
        heads,
        rows,
        _("Ngày %(day)s tại %(place)s") % said,
        signatures=(_("Người khám sàng lọc"), _("Người tiêm")),
    )


def _row(line: Line, reasons: dict[str, str]) -> tuple[Any, ...]:
    of, visit = line.person, line.visit
    return (
        of.name,
        f"{of.birth_date:%d/%m/%Y}" if of.birth_date else "",
        of.get_sex_display(),
        line.village,
        of.carer_name,
        "; ".join(_said(offer) for offer in line.offers),
        "; ".join(line.given),
        str(visit.get_outcome_display()) if visit else "",
        (reasons.get(visit.reason, visit.reason) or _left(visit.left_at)) if visit else "",
    )


def _left(at: dt.datetime | None) -> str:
    return _("về lúc %(at)s") % {"at": f"{at.astimezone(clock.VIETNAM):%H:%M}"} if at else ""


def _said(offer: Offer) -> str:
    return f"{offer.label} ({offer.number})"


def _as_csv(listing: Listing) -> bytes:
    out = StringIO()
    rows = [[head.label for head in listing.heads], *listing.rows]
    csv.writer(out).writerows([[escaped(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")
