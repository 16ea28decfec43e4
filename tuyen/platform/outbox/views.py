"""What waits, what is stuck, how the regular jobs went."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.outbox import deliver, permissions, queries
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 25


@protected(permissions.MANAGE)
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    stuck = Paginator(queries.stuck(), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": stuck,
        "waiting": queries.waiting().count(),
        "failing": queries.failing()[:PAGE_ROWS],
        "lag_minutes": int(queries.lag().total_seconds() // 60),
        "regular": queries.regular_jobs(),
    }
    return page(request, "outbox/jobs.html", context)


@protected(permissions.MANAGE)
@require_POST
def try_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    who = who_asks(request)
    permissions.require_manage(who)
    deliver.try_again(get_object_or_404(queries.not_done(), pk=delivery_id))
    notice(request, _("Đã xếp lại để gửi ngay."))
    return after(request, "outbox:jobs")
