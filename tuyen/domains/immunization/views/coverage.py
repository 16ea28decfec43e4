"""Coverage by birth year, series and village; counts only."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.queries import coverage as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.print.listings import Head, Listing, as_xlsx
from tuyen.platform.ui.respond import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@never_cache
@protected(permissions.SEE)
def coverage(request: HttpRequest) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    units = queries.units_of(who)
    unit = chosen(request, units, who)
    village = request.GET.get("village", "")
    found = queries.coverage_of(unit.unit_id, who, today, village)
    context = {
        "found": found,
        "units": units,
        "unit": unit,
        "village": village,
        "today": today,
        "query": request.GET.urlencode(),
    }
    return page(request, "immunization/coverage.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def sheet(request: HttpRequest) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    unit = chosen(request, queries.units_of(who), who)
    found = queries.coverage_of(unit.unit_id, who, today, request.GET.get("village", ""))
    body = as_xlsx(_listing(found, unit.name, today))
    name = 'attachment; filename="ty-le-tiem-chung.xlsx"'
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": name})


def chosen(request: HttpRequest, units: list[ScopeNode], who: Actor) -> ScopeNode:
    """The unit in the address, one's own without; 404 for any other."""
    wanted = request.GET.get("unit") or str(who.unit_id)
    for unit in units:
        if str(unit.unit_id) == wanted:
            return unit
    raise Http404


def _listing(found: queries.Coverage, unit: str, today: dt.date) -> Listing:
    heads = [Head(_("Bệnh, mũi"), share=2)]
    for year in found.years:
        heads += [
            Head(_("Sinh %(year)d: đã tiêm") % {"year": year}, "number"),
            Head(_("Sinh %(year)d: số trẻ") % {"year": year}, "number"),
        ]
    rows: list[tuple[Any, ...]] = [
        (f"{row.label} {row.number}", *(n for cell in row.cells for n in (cell.had, cell.of)))
        for row in found.rows
    ]
    rows.append((_("Đủ mũi dưới 1 tuổi"), *(n for cell in found.full for n in (cell.had, cell.of))))
    period = _("Tính đến ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
    return Listing(_("Tỷ lệ tiêm chủng"), unit, tuple(heads), tuple(rows), period)
