"""The results of a person over time, and the correction of one."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core.errors import Refused
from tuyen.domains.diagnostics.histories import history_of, table_of
from tuyen.domains.diagnostics.sheets import Line, entries_from, lines_of, put_error
from tuyen.domains.diagnostics.views.sheet import found_order
from tuyen.domains.diagnostics.worklists import title_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import order_permissions as may
from tuyen.record.actions import results as acts
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Order
from tuyen.record.queries.orders import orders_of, with_answers

PAGE_ROWS = 25


@require_GET
@never_cache
@protected("chart.open")
def results(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Analytes over time above, orders and reports below."""
    chart = opened_chart(person_id, who_asks(request), what="results")
    orders = chart.of(Order).order_by("-requested_at", "-id")
    shown = Paginator(orders, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "person": chart.person,
        "groups": table_of(chart),
        "page_obj": shown,
        "answered": [
            (title_of(each.order), each) for each in with_answers(chart, list(shown), figures=False)
        ],
        "may_order": may.may_order(chart.who),
    }
    return page(request, "diagnostics/results.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("result.enter", "result.verify")
def correct(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What waits for verification is typed again; what was verified is corrected with a reason."""
    who = who_asks(request)
    row = found_order(request, order_id)
    chart = chart_of(row.patient_id, who)
    mine = [each for each in orders_of(row.requisition_id, who) if each.id == order_id]
    [line] = lines_of(chart, mine, every_box=True)
    if request.method == "GET":
        return _shown(request, chart, line)
    [entry] = entries_from(request.POST, [line])
    why = request.POST.get("why", "")
    try:
        if row.status == "completed":
            acts.correct_result(entry=entry, why=why, by=who)
        else:
            acts.enter_results(person_id=row.patient_id, entries=[entry], by=who)
    except Refused as refusal:
        at_box = put_error([line], refusal.field, str(refusal.message))
        problem = "" if at_box else str(refusal.message)
        return _shown(request, chart, line, problem, why, status=refusal.status)
    notice(request, _("Đã lưu bản sửa. Bản trước còn trong lịch sử."))
    return after(request, "diagnostics:sheet", row.requisition_id)


def _shown(
    request: HttpRequest,
    chart: Chart,
    line: Line,
    problem: str = "",
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": chart.person,
        "line": line,
        "lines": [line],
        "problem": problem,
        "why": why,
        "is_correction": line.order.status == "completed",
        "history": history_of(chart, line.order),
    }
    return page(request, "diagnostics/correct.html", context, status=status)
