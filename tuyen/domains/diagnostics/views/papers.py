"""Papers: the printed result, labels for tubes."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.domains.diagnostics.paper_of_order import order_paper_of
from tuyen.domains.diagnostics.paper_of_sheet import labels_of, paper_of
from tuyen.domains.diagnostics.papers.order import order_pdf
from tuyen.domains.diagnostics.papers.result import labels_pdf, result_pdf
from tuyen.domains.diagnostics.sheets import lines_of, tubes_of
from tuyen.domains.diagnostics.views.sheet import found_sheet
from tuyen.platform.access.doors import protected


@require_GET
@never_cache
@protected("chart.open")
def result(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    """404 until something on the sheet is verified."""
    chart, orders = found_sheet(request, requisition_id, what="result_paper")
    lines = lines_of(chart, orders)
    if not any(line.result and line.result.status != "preliminary" for line in lines):
        raise Http404
    return _pdf(result_pdf(paper_of(chart, lines)), "ket-qua.pdf")


@require_GET
@never_cache
@protected("chart.open")
def order(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    """The order form that the person carries to the room."""
    chart, orders = found_sheet(request, requisition_id, what="order_paper")
    return _pdf(order_pdf(order_paper_of(chart, lines_of(chart, orders))), "chi-dinh.pdf")


@require_GET
@never_cache
@protected("chart.open")
def labels(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    chart, orders = found_sheet(request, requisition_id, what="specimen_labels")
    tubes = tubes_of(lines_of(chart, orders), chart.who)
    if not tubes:
        raise Http404
    return _pdf(labels_pdf(labels_of(chart, tubes)), "nhan-mau.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
