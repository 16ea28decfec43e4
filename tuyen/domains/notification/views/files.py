"""The line list as a file, for whoever may see the names in it; each name read is written down."""

import csv
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.notification import queries
from tuyen.domains.notification.views.cases import asked_for
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, escaped, write_sheet
from tuyen.platform.ui.ages import age_text

MOST_ROWS = 2000


@require_GET
@never_cache
@protected("case.see")
def line_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What the page shows with the same filters, all pages of it; no row of a person who may not be named."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    who = who_asks(request)
    _days, asked = asked_for(request)
    found = list(queries.listed(asked, who)[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise Refused(
            _("Danh sách dài hơn %(n)d ca. Chọn bệnh hoặc thời gian ngắn hơn rồi tải lại.")
            % {"n": MOST_ROWS}
        )
    lines = [line for line in queries.lines(found, who) if line.person]
    note_reads({line.case.patient_id for line in lines}, who, what="case_file", ground="report")
    return _download([_heads(), *map(_cells, lines)], kind)


def _heads() -> list[str]:
    return [
        _("Họ tên"), _("Tuổi"), _("Giới tính"), _("Nơi ở"), _("Thôn, bản, tổ"), _("Bệnh"),
        _("Mã bệnh"), _("Phân loại"), _("Bước"), _("Khởi phát"), _("Phát hiện lúc"),
        _("Báo cáo lúc"), _("Nhập máy lúc"), _("Nơi báo cáo"), _("Kết cục"),
    ]  # fmt: skip


def _cells(line: queries.Line) -> list[Any]:
    row, person = line.case, line.person
    assert person is not None
    moments = [row.occurred_at, row.notified_at, row.entered_at]
    return [
        person.name,
        age_text(person.birth_date, row.onset_on, person.birth_precision),
        str(person.get_sex_display()),
        line.place,
        row.hamlet,
        line.disease,
        row.icd10,
        str(row.get_classification_display()),
        str(row.get_stage_display()),
        f"{row.onset_on:%d/%m/%Y}",
        *(f"{at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}" for at in moments),
        line.unit,
        str(row.get_outcome_display()),
    ]


def _download(rows: list[list[Any]], kind: str) -> HttpResponse:
    if kind == "xlsx":
        content = write_sheet(rows[0], rows[1:], name=_("Ca bệnh"))
    else:
        out = StringIO()
        csv.writer(out).writerows([[escaped(cell) for cell in row] for row in rows])
        content = out.getvalue().encode("utf-8-sig")
    type_ = CONTENT_TYPE if kind == "xlsx" else "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=type_)
    name = f"ca-benh-{clock.today():%Y%m%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
