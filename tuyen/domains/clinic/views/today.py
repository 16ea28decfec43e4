"""Hôm nay: who has come, who is seen, what must be done."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.clinic import queries
from tuyen.platform.access.doors import protected
from tuyen.platform.ui import cards, menu
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import queue as acts
from tuyen.record.models import QueueEntry
from tuyen.record.queries import queue

TEMPLATE = "clinic/today.html"
STATUSES = ("waiting", "in_progress", "done", "left")


@require_GET
@never_cache
@protected()
def today(request: HttpRequest) -> HttpResponse:
    """The first page: the day of the unit; for whoever sees no patients, their own first tab."""
    if not _actor(request).may("chart.open"):
        tabs = menu.menu_for(_actor(request), request.path).tabs
        return redirect(tabs[0].url) if tabs else page(request, "clinic/nothing.html")
    return page(request, TEMPLATE, _context(request))


@require_GET
@never_cache
@protected("chart.open")
def rows(request: HttpRequest) -> HttpResponse:
    """The list again, each 20 seconds; 204 when nothing has changed."""
    who, day = _actor(request), _day(request)
    if request.GET.get("version") == queue.version_on(day, who):
        return HttpResponse(status=204)
    return page(request, f"{TEMPLATE}#board", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    who, day = _actor(request), _day(request)
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    return {
        "day": queries.day_at(day, who, status),
        "owed": _owed(who) if day == clock.today() else [],
        "status": status,
        "is_today": day == clock.today(),
        "may_consult": day == clock.today() and who.may("consult.see"),
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "may_record": permissions.may_record(who),
        "may_queue": permissions.may_queue(who),
        "may_book": permissions.may_book(who),
        "may_lock": permissions.may_lock(who) and day <= clock.today(),
    }


def _owed(who: Actor) -> list[cards.Card]:
    """What the other rooms still owe today; a room that owes nothing is not named."""
    return [card for card in cards.cards_on(cards.TODAY, who) if not card.is_nothing]


def _day(request: HttpRequest) -> dt.date:
    """Today for what is no day, and for one that has no day before or after it."""
    try:
        day = DateField().clean(request.GET.get("day", "")) or clock.today()
    except ValidationError:
        return clock.today()
    return day if dt.date.min < day < dt.date.max else clock.today()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def entry_or_404(request: HttpRequest, entry_id: UUID) -> QueueEntry:
    entry = queue.entry_with(entry_id, _actor(request))
    if entry is None:
        raise Http404
    return entry


@require_POST
@protected("queue.manage", "visit.record")
def arrive(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person stands at the desk: into the queue, and on to the visit for whoever sees them now."""
    entry = acts.enqueue(
        person_id=person_id, by=_actor(request), reason=request.POST.get("reason", "")
    )
    if request.POST.get("then") == "visit" and permissions.may_record(_actor(request)):
        return after(request, "clinic:examine", entry.id)
    notice(request, _("Đã đưa vào danh sách chờ, số %(n)s.") % {"n": entry.number})
    return after(request, "clinic:today")


@require_POST
@protected("visit.record")
def start(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Called when the visit opens; says who sees the person when that is somebody else."""
    entry = entry_or_404(request, entry_id)
    if entry.status == "in_progress" and entry.seen_by != _actor(request).account_id:
        return page(request, "clinic/seat.html", {"entry": entry})
    if entry.status in ("waiting", "in_progress"):
        entry = acts.start(entry=entry, by=_actor(request))
    return page(request, "clinic/seat.html", {"entry": entry, "is_mine": True})


@require_POST
@protected("visit.record")
def take_over(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry = acts.take_over(entry=entry_or_404(request, entry_id), by=_actor(request))
    if request.headers.get("HX-Request") == "true":
        return page(request, "clinic/seat.html", {"entry": entry, "is_mine": True})
    return after(request, "clinic:examine", entry.id)


@require_POST
@protected("queue.manage", "visit.record")
def leave(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry = acts.leave(entry=entry_or_404(request, entry_id), by=_actor(request))
    notice(request, _("Đã ghi: về không khám."), undo=reverse("clinic:put_back", args=[entry.id]))
    return after(request, "clinic:today")


@require_POST
@protected("queue.manage", "visit.record")
def put_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    acts.put_back(entry=entry_or_404(request, entry_id), by=_actor(request))
    notice(request, _("Đã đưa lại vào danh sách chờ."))
    return after(request, "clinic:today")
