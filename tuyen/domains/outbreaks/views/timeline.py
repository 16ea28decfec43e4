"""What was done about an outbreak, in its order: on the page and as a report on paper."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.domains.outbreaks import permissions, printed
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.domains.outbreaks.queries import timeline as queries
from tuyen.domains.outbreaks.views.outbreaks import found_outbreak
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page

ROWS = 100


@require_GET
@never_cache
@protected(permissions.SEE)
def timeline(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row = found_outbreak(request, outbreak_id)
    acts = queries.acts_of(row, who_asks(request))
    context = {
        "outbreak": row,
        "disease": outbreaks.label_of(row.disease),
        "page_obj": Paginator(acts, ROWS).get_page(request.GET.get("page")),
    }
    return page(request, "outbreaks/timeline.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def paper(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row = found_outbreak(request, outbreak_id)
    made = printed.report_pdf(row, who_asks(request))
    return HttpResponse(made, content_type="application/pdf")
