"""A proposed test is ordered for the open visit by the local doctor."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions.consult_orders import take_test
from tuyen.record.queries import consults as queries


@require_POST
@protected("consult.ask")
def take(request: HttpRequest, consult_id: UUID, advice_id: UUID, at: int) -> HttpResponse:
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    advice = queries.advices_of(chart, row).filter(pk=advice_id).first()
    if advice is None:
        raise Http404
    order = take_test(consult=row, advice=advice, at=at, by=who)
    notice(request, _("Đã chỉ định %(title)s cho lượt khám.") % {"title": order.title})
    return after(request, "teleconsult:case", row.id)
