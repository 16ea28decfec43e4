"""Papers that travel with the person, A4."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.domains.referral.paper_of_case import paper_of, return_paper_of
from tuyen.domains.referral.papers.slip import return_pdf, slip_pdf
from tuyen.domains.referral.views.cases import opened
from tuyen.platform.access.doors import protected, who_asks


@require_GET
@never_cache
@protected("chart.open")
def slip(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The referral (giấy chuyển cơ sở khám bệnh, chữa bệnh)."""
    chart, row = opened(referral_id, who_asks(request), what="referral_paper")
    return _pdf(slip_pdf(paper_of(chart, row)), f"giay-chuyen-{row.number}.pdf")


@require_GET
@never_cache
@protected("chart.open")
def return_note(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The reply with the plan; 404 before there is one."""
    chart, row = opened(referral_id, who_asks(request), what="referral_paper")
    if row.replied_at is None:
        raise Http404
    return _pdf(return_pdf(return_paper_of(chart, row)), f"phan-hoi-{row.number}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
