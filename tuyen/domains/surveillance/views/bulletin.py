"""The weekly bulletin as a paper."""

from django.http import Http404, HttpRequest, HttpResponse

from tuyen.core import clock
from tuyen.domains.surveillance import printed
from tuyen.domains.surveillance.queries.grounds import ground_of
from tuyen.domains.surveillance.views.stands import week_asked
from tuyen.platform.access.doors import who_asks


def shown(request: HttpRequest) -> HttpResponse:
    """404 for a unit that answers for no area: there is no week to tell of."""
    who = who_asks(request)
    whole = ground_of(who, clock.today())
    if whole is None:
        raise Http404
    monday = week_asked(request.GET.get("week", ""), clock.today())
    paper = printed.bulletin_pdf(who, whole.part(request.GET.get("area", "")), monday)
    name = f"ban-tin-{monday:%Y%m%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)
