"""The cases of an outbreak by time, place and person: drawing, tables, file."""

import csv
from io import StringIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.outbreaks import described as shapes
from tuyen.domains.outbreaks import permissions
from tuyen.domains.outbreaks.queries import described as queries
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.domains.outbreaks.views.outbreaks import found_outbreak
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import page


@require_GET
@never_cache
@protected(permissions.SEE)
def described(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row = found_outbreak(request, outbreak_id)
    found = queries.description_of(row, who_asks(request))
    sizes = (shapes.WIDE, shapes.NARROW) if found.columns else ()
    context = {
        "outbreak": row,
        "disease": outbreaks.label_of(row.disease),
        "found": found,
        "drawings": [
            (shapes.drawing(found.columns, size), size == shapes.NARROW) for size in sizes
        ],
    }
    return page(request, "outbreaks/described.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def file(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """All tables one below the other; the first column says which."""
    row = found_outbreak(request, outbreak_id)
    found = queries.description_of(row, who_asks(request))
    heads: list[object] = [
        _("Bảng"),
        _("Nhóm"),
        _("Số ca"),
        _("Xác định"),
        _("Nam"),
        _("Nữ"),
        _("Tử vong"),
    ]
    cells: list[list[object]] = [
        [table.title, each.key, each.cases, each.confirmed, each.male, each.female, each.died]
        for table in found.tables
        for each in table.rows
    ]
    title = _("Theo ngày khởi phát") if found.step == 1 else _("Theo tuần khởi phát")
    for each in found.columns:
        count = each.confirmed + each.other
        cells.append([title, f"{each.first_on:%d/%m/%Y}", count, each.confirmed, "", "", ""])
    out = StringIO()
    csv.writer(out).writerows([[escaped(cell) for cell in line] for line in [heads, *cells]])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="mo-ta-o-dich-{clock.today():%Y%m%d}.csv"'
    )
    return answer
