"""Numbers of the ward in a month, each with the stays behind it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.ward import queries, statistics
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.months import after, before, month_from
from tuyen.platform.ui.respond import page
from tuyen.record.queries.beds import names_of

UNITS_SHOWN = 50
ROWS_SHOWN = 25


@require_GET
@never_cache
@protected("ward.nurse", "report.activity")
def numbers(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    month = month_from(request.GET.get("month", ""))
    lines = statistics.lines_of(month, who)
    context = {
        "month": month,
        "before": before(month),
        "after": after(month),
        "is_now": after(month) > clock.today(),
        "until": statistics.last_night(month),
        "total": statistics.total_of(lines, _("Cộng")),
        "several": len(lines) > 1,
        "page_obj": Paginator(lines, UNITS_SHOWN).get_page(request.GET.get("page")),
        "may_list": who.may("ward.nurse"),
    }
    return page(request, "ward/numbers.html", context)


@require_GET
@never_cache
@protected("ward.nurse")
def listed(request: HttpRequest, side: str) -> HttpResponse:
    """The stays behind a number; whose names are shown stands in the log of readers."""
    who = who_asks(request)
    if side not in statistics.SIDES:
        raise Http404
    month = month_from(request.GET.get("month", ""))
    stays = statistics.stays_behind(side, month, who)
    shown = Paginator(stays, ROWS_SHOWN).get_page(request.GET.get("page"))
    people = names_of((stay.patient_id for stay in shown), who)
    note_reads(list(people), who, what="stay_list")
    rows: list[dict[str, Any]] = [
        {
            "stay": stay,
            "person": people[stay.patient_id],
            "tone": queries.TONES[stay.status],
        }
        for stay in shown
        if stay.patient_id in people
    ]
    context = {"month": month, "side": side, "rows": rows, "page_obj": shown}
    return page(request, "ward/numbers_list.html", context)
