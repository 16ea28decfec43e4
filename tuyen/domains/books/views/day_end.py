"""Khóa ngày: what is still open, the lock, and the way back."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.domains.books import books, queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.day_locks import lock_day, unlock_day
from tuyen.record.queries.day_locks import lock_of


@require_http_methods(["GET", "POST"])
@never_cache
@protected("book.read", "day.lock")
def lock(request: HttpRequest) -> HttpResponse:
    """GET: the differences of the day. POST: it is locked."""
    who = who_asks(request)
    day = _day(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        lock_day(day=day, by=who)
        notice(request, _("Đã khóa ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
        return after(request, "books:lock", day=f"{day:%d/%m/%Y}")
    context = {
        "end": queries.day_end_of(day, who),
        "day": day,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "books": books.layouts(day),
        "is_future": day > clock.today(),
        "is_today": day == clock.today(),
        "may_lock": permissions.may_lock(who),
        "may_unlock": permissions.may_unlock(who),
    }
    return page(request, "books/lock.html", context)


@require_POST
@protected("day.unlock")
def unlock(request: HttpRequest) -> HttpResponse:
    who, day = who_asks(request), _day(request.POST)
    found = lock_of(who.unit_id, day)
    if found is None:
        raise Http404
    unlock_day(lock=found, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã mở khóa ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
    return after(request, "books:lock", day=f"{day:%d/%m/%Y}")


def _day(said: QueryDict) -> dt.date:
    """Today for what is no day."""
    try:
        day: dt.date = DateField().clean(said.get("day", "")) or clock.today()
    except ValidationError:
        return clock.today()
    return day if dt.date.min < day < dt.date.max else clock.today()
