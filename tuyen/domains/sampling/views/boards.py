"""What waits, and positivity by day and place with its numerator and denominator; as a file, too."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.sampling import permissions, rules, words
from tuyen.domains.sampling.queries import boards as queries
from tuyen.domains.sampling.queries import rounds
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import page

DAYS = (14, 30, 90)


@require_GET
@never_cache
@protected(permissions.SEE)
def waits(request: HttpRequest) -> HttpResponse:
    found = queries.waits(who_asks(request))
    names = rounds.unit_names(each.row.unit_id for each in found)
    context = {
        "rows": [
            (each, words.of_state(each.state), rounds.test_label(each.row.test),
             names.get(each.row.unit_id, ""))
            for each in found
        ],
        "late": sum(each.late for each in found),
        "people": sum(each.people for each in found),
        "is_unverified": rules.is_unverified(clock.today()),
        "tab": "waits",
        "may_decide": who_asks(request).may(permissions.DECIDE),
    }  # fmt: skip
    return page(request, "sampling/waits.html", context)


def _asked(request: HttpRequest) -> tuple[str, int, queries.Positivity]:
    who, number = who_asks(request), whole_number(request.GET.get("days", ""))
    days = number if number in DAYS else DAYS[1]
    known = [code for code, _label in rounds.disease_choices(who)]
    disease = request.GET.get("disease", "")
    disease = disease if disease in known else ""
    since = clock.today() - dt.timedelta(days=days)
    return disease, days, queries.positivity(who, disease, since)


@require_GET
@never_cache
@protected(permissions.SEE)
def figures(request: HttpRequest) -> HttpResponse:
    disease, days, found = _asked(request)
    context = {
        "disease": disease,
        "diseases": rounds.disease_choices(who_asks(request)),
        "days": days,
        "all_days": DAYS,
        "total": _cells(found.total),
        "by_day": [(day, _cells(cell)) for day, cell in found.by_day],
        "by_place": [
            (row, rounds.test_label(row.test), _cells(cell)) for row, cell in found.by_place
        ],
        "query": request.GET.urlencode(),
        "tab": "figures",
        "may_decide": who_asks(request).may(permissions.DECIDE),
    }
    return page(request, "sampling/figures.html", context)


def _cells(cell: queries.Figures) -> dict[str, Any]:
    return {
        "people": len(cell.people),
        "specimens": cell.specimens,
        "answered": len(cell.answered),
        "positive": len(cell.positive),
        "retest": cell.retest,
        "percent": cell.percent,
    }


@require_GET
@never_cache
@protected(permissions.SEE)
def figures_csv(request: HttpRequest) -> HttpResponse:
    """Days, then places, as on the page."""
    _disease, _days, found = _asked(request)
    out = StringIO()
    lines = csv.writer(out)
    head = [_("Người lấy mẫu"), _("Số mẫu"), _("Người có kết quả"), _("Dương tính"),
            _("Cần xét nghiệm lại riêng"), "%"]  # fmt: skip
    lines.writerow([_("Ngày lấy"), _("Nơi lấy mẫu"), *head])
    for day, cell in found.by_day:
        lines.writerow([f"{day:%d/%m/%Y}", "", *_row(cell)])
    for row, cell in found.by_place:
        lines.writerow(["", escaped(row.place), *_row(cell)])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="ty-le-duong-tinh.csv"'
    return answer


def _row(cell: queries.Figures) -> list[Any]:
    return ["" if each is None else each for each in _cells(cell).values()]
