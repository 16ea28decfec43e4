"""What could not be taken in: look, try again, let a clock pass."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuyen.edge.sync.pages import held, letting, permissions
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.changes.models import Held
from tuyen.platform.ui import standing
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 25


@protected(permissions.MANAGE)
@require_GET
def held_page(request: HttpRequest) -> HttpResponse:
    show = "waiting" if request.GET.get("show") == "waiting" else "to_see"
    found = Paginator(held.listed(show), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "rows": held.rows_of(list(found)),
        "counts": held.summed(held.counted()),
        "show": show,
    }
    return page(request, "nodes/held.html", context)


@protected(permissions.MANAGE)
@require_POST
def try_again(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """After an upgrade, a mended clock, a new care link: the same content is judged anew."""
    found = _held(held_id)
    letting.try_again([found.id], by=who_asks(request))
    _say(request, found.id)
    return after(request, "nodes:held")


@protected(permissions.MANAGE)
@require_POST
def try_all(request: HttpRequest) -> HttpResponse:
    before = sum(held.counted().values())
    letting.try_again(by=who_asks(request))
    standing.forget()
    taken = before - sum(held.counted().values())
    if taken:
        notice(request, _("Đã nhận thêm %(n)d việc.") % {"n": taken})
    else:
        notice(request, _("Chưa nhận thêm được việc nào: lý do vẫn như cũ."), level="warning")
    return after(request, "nodes:held")


@protected(permissions.MANAGE)
@require_POST
def release(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """The work is real, only the clock was wrong: it counts as done at the hour of this machine."""
    found = _held(held_id)
    if found.why != held.AHEAD:
        raise Http404
    letting.release(found, by=who_asks(request))
    _say(request, found.id)
    return after(request, "nodes:held")


def _held(held_id: UUID) -> Held:
    found = held.one(held_id)
    if found is None:
        raise Http404
    return found


def _say(request: HttpRequest, held_id: UUID) -> None:
    standing.forget()
    if held.one(held_id) is None:
        notice(request, _("Đã nhận vào hồ sơ."))
    else:
        notice(request, _("Chưa nhận được: lý do vẫn như cũ."), level="warning")
