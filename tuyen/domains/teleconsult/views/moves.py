"""Which referral followed from a case, said by the asking unit where the program did not see it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import consult_moves as acts
from tuyen.record.models import Referral


@require_POST
@protected("consult.ask")
def join(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    try:
        referral = chart.of(Referral).filter(pk=UUID(request.POST.get("referral", ""))).first()
    except ValueError:
        referral = None
    if referral is None:
        raise Http404
    acts.join(consult=row, referral=referral, by=who)
    notice(request, _("Đã nối giấy chuyển vào ca."))
    return after(request, "teleconsult:case", row.id)
