"""Two values of one place: the person of the owning unit chooses, one key each; the other is kept."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuyen.edge.sync.pages import permissions
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.changes.models import Conflict
from tuyen.platform.ui import standing
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import differences as acts
from tuyen.record.queries import differences

PAGE_ROWS = 20
CHOICES = ("kept", "taken")


@protected(permissions.DECIDE)
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    who, show = who_asks(request), "decided" if request.GET.get("show") == "decided" else "open"
    found = differences.decided(who) if show == "decided" else differences.to_decide(who)
    rows = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = differences.in_words(list(rows))
    note_reads({row.person.id for row in shown if row.person}, who, what="nodes.conflicts")
    is_open = show == "open"
    context = {
        "show": show,
        "page_obj": rows,
        "safety": [row for row in shown if is_open and row.needs_choice],
        "automatic": [row for row in shown if not (is_open and row.needs_choice)],
        "to_decide": rows.paginator.count if is_open else differences.to_decide(who).count(),
        "chosen": differences.decided(who).count() if is_open else rows.paginator.count,
    }
    return page(request, "nodes/conflicts.html", context)


@protected(permissions.DECIDE)
@require_POST
def decide(request: HttpRequest, conflict_id: UUID) -> HttpResponse:
    choice, who = request.POST.get("choice", ""), who_asks(request)
    found = _mine(request, conflict_id)
    was_open = found.decided_at_ms is None
    if choice == "kept":
        acts.decide(conflict=found, choice="kept", by=who)
        said = _("Đã giữ giá trị đang dùng.") if was_open else _("Đã đổi lại.")
    elif choice == "taken":
        acts.decide(conflict=found, choice="taken", by=who)
        said = _("Đã lấy giá trị kia.")
    else:
        raise Http404
    standing.forget()
    notice(request, said, undo=reverse("nodes:undo", args=[conflict_id]) if was_open else "")
    return after(request, "nodes:conflicts")


@protected(permissions.DECIDE)
@require_POST
def undo(request: HttpRequest, conflict_id: UUID) -> HttpResponse:
    acts.put_back(conflict=_mine(request, conflict_id), by=who_asks(request))
    standing.forget()
    notice(request, _("Đã hoàn tác: giá trị trước đứng lại, chỗ này lại chờ chọn, ở mọi máy."))
    return after(request, "nodes:conflicts")


def _mine(request: HttpRequest, conflict_id: UUID) -> Conflict:
    found = differences.one(conflict_id, who_asks(request))
    if found is None:
        raise Http404
    return found
