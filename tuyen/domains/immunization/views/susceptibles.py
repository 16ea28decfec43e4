"""Who can still fall ill, by birth year; counts only."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.queries import coverage
from tuyen.domains.immunization.queries import susceptibles as queries
from tuyen.domains.immunization.views.coverage import XLSX, chosen
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print.listings import Head, Listing, as_xlsx
from tuyen.platform.ui.respond import page
from tuyen.record.rules.cases import diseases


@require_GET
@never_cache
@protected(permissions.SEE)
def susceptibles(request: HttpRequest) -> HttpResponse:
    """`as=xlsx`: the table as a file."""
    who, today = who_asks(request), clock.today()
    units = coverage.units_of(who)
    unit = chosen(request, units, who)
    known = queries.diseases(today)
    asked = request.GET.get("disease", "")
    disease = asked if asked in known else known[0]
    found = queries.susceptibles_of(unit.unit_id, disease, who, today)
    if request.GET.get("as") == "xlsx":
        return _file(found, unit.name, today)
    context = {
        "found": found,
        "rows": [(each, each.reckoned(found.immunity)) for each in found.years],
        "units": units,
        "unit": unit,
        "disease": disease,
        "diseases": [(code, _label(code, today)) for code in known],
        "percent": _percents(found),
        "today": today,
    }
    return page(request, "immunization/susceptibles.html", context)


def _label(code: str, today: dt.date) -> str:
    known = diseases(today)[code]
    return known.label_en if get_language() == "en" else known.label_vi


def _percents(found: queries.Found) -> dict[str, float]:
    shares = {"immune": found.immune or 0.0, "needed": found.immunity.needed,
              "early": found.immunity.once_early, "once": found.immunity.once,
              "twice": found.immunity.twice, "maternal": found.immunity.maternal}  # fmt: skip
    return {name: 100 * share for name, share in shares.items()}


def _file(found: queries.Found, unit: str, today: dt.date) -> HttpResponse:
    names = (_("Số trẻ"), _("Chưa mũi nào"), _("Một mũi"), _("Hai mũi"), _("Đã mắc"),
             _("Còn cảm nhiễm, đếm từng trẻ"), _("Còn cảm nhiễm, theo công thức"))  # fmt: skip
    heads = (Head(_("Năm sinh")), *(Head(name, "number") for name in names))
    rows: list[tuple[Any, ...]] = [
        (str(each.year), each.children, each.none, each.once, each.twice, each.ill,
         round(each.counted, 1), round(each.reckoned(found.immunity), 1))
        for each in found.years
    ]  # fmt: skip
    period = _("Tính đến ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
    body = as_xlsx(Listing(_("Trẻ còn cảm nhiễm"), unit, heads, tuple(rows), period))
    name = 'attachment; filename="tre-con-cam-nhiem.xlsx"'
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": name})
