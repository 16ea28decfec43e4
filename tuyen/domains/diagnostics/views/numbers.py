"""Numbers of a month, each with the list behind it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.diagnostics import statistics
from tuyen.domains.diagnostics.rules import TONES
from tuyen.domains.diagnostics.worklists import title_of
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.months import after, before, month_from
from tuyen.platform.ui.respond import page
from tuyen.registry.persons.models import Person

PAGE_ROWS = 25


@require_GET
@never_cache
@protected("report.activity")
def numbers(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    month = month_from(request.GET.get("month", ""))
    context = {
        "month": month,
        "before": before(month),
        "after": after(month),
        "is_now": after(month) > clock.today(),
        "lines": statistics.lines_of(month, who),
        "may_list": who.may("chart.open"),
    }
    return page(request, "diagnostics/numbers.html", context)


@require_GET
@never_cache
@protected("chart.open")
def listed(request: HttpRequest, side: str, category: str) -> HttpResponse:
    """The orders of my unit behind a number; whose names are shown stands in the log of readers."""
    who = who_asks(request)
    if side not in statistics.SIDES:
        raise Http404
    month = month_from(request.GET.get("month", ""))
    orders = statistics.orders_behind(side, category, month, who)
    shown = Paginator(orders, PAGE_ROWS).get_page(request.GET.get("page"))
    people = Person.objects.in_bulk({order.patient_id for order in shown})
    note_reads(list(people), who, what="order_list")
    rows: list[dict[str, Any]] = [
        {
            "order": order,
            "person": people.get(order.patient_id),
            "title": title_of(order),
            "tone": TONES.get(order.status, "neutral"),
        }
        for order in shown
    ]
    context = {"month": month, "side": side, "rows": rows, "page_obj": shown}
    return page(request, "diagnostics/listed.html", context)
