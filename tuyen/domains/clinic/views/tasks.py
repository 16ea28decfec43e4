"""What must be done: the list with its filters, ticked off and taken back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.domains.clinic import worklist
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import tasks as acts
from tuyen.record.queries import tasks as queries

ROWS = 40


@require_GET
@never_cache
@protected("chart.open")
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks of my unit, narrowed by when they are due and by kind."""
    who, day = who_asks(request), clock.today()
    when = worklist.when_of(request.GET.get("when", ""))
    kind = request.GET.get("kind", "")
    shown = Paginator(queries.tasks_for(who, day, when, kind), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": shown,
        "rows": worklist.lines_of(shown.object_list, who),
        "filters": worklist.filters_of(who, day, when, kind),
        "when": when,
        "kind": kind,
        "today": day,
    }
    return page(request, "clinic/tasks.html", context)


@require_POST
@protected("chart.open")
def done(request: HttpRequest, task_id: UUID) -> HttpResponse:
    who = who_asks(request)
    task = get_object_or_404(queries.visible_to(who), pk=task_id)
    acts.complete_task(task=task, by=who, outcome=request.POST.get("outcome", ""))
    undo = reverse("clinic:task_undo", args=[task.id])
    notice(request, _("Đã xong: %(title)s") % {"title": task.title}, undo=undo)
    return _back(request)


@require_POST
@protected("chart.open")
def undo(request: HttpRequest, task_id: UUID) -> HttpResponse:
    who = who_asks(request)
    task = get_object_or_404(queries.visible_to(who), pk=task_id)
    acts.reopen_task(task=task, by=who)
    notice(request, _("Việc này lại đang chờ làm: %(title)s") % {"title": task.title})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list it was ticked off in."""
    if request.POST.get("back") == "tasks":
        return after(request, "clinic:tasks", when=worklist.when_of(request.POST.get("when", "")))
    return after(request, "clinic:today")
