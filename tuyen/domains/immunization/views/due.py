"""Who is due or late in the unit's villages: searched, printed, taken along as a sheet, called back."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.queries import due as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print.listings import Head, Listing, as_pdf, as_xlsx
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions.tasks import add_task
from tuyen.record.chart import chart_of

ROWS = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def due(request: HttpRequest) -> HttpResponse:
    """A name is searched by POST: it never stands in an address."""
    who, today = who_asks(request), clock.today()
    everybody = queries.due_children(who, today)
    text = request.POST.get("q", "")
    found = (
        queries.due_children(who, today, text=text, **_asked(request))
        if _narrows(request, text)
        else everybody
    )
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "rows": shown.object_list,
        "villages": queries.villages(everybody),
        "village": request.GET.get("village", ""),
        "only_late": request.GET.get("late") == "1",
        "late": sum(child.is_late for child in everybody),
        "total": len(everybody),
        "q": text,
        "today": today,
        "query": request.GET.urlencode(),
    }
    return page(request, "immunization/due.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "village": request.GET.get("village", ""),
        "only_late": request.GET.get("late") == "1",
    }


def _narrows(request: HttpRequest, text: str) -> bool:
    return bool(text or any(_asked(request).values()))


@require_GET
@never_cache
@protected(permissions.GIVE)
def sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The same list as a paper or a spreadsheet."""
    if form not in ("pdf", "xlsx"):
        raise Http404
    who, today = who_asks(request), clock.today()
    listing = _listing(queries.due_children(who, today, **_asked(request)), who.unit_name, today)
    body = as_pdf(listing) if form == "pdf" else as_xlsx(listing)
    kind = "application/pdf" if form == "pdf" else XLSX
    name = f'attachment; filename="den-lich-tiem.{form}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": name})


@require_POST
@protected(permissions.GIVE)
def recall(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody must call this family: a task of the unit, due tomorrow."""
    who = who_asks(request)
    person = chart_of(person_id, who).person
    add_task(
        title=_("Nhắc đưa trẻ đi tiêm"),
        kind="call",
        due_on=clock.today() + dt.timedelta(days=1),
        patient_id=person.id,
        by=who,
    )
    notice(request, _("Đã thêm việc: gọi nhắc đi tiêm."))
    return after(request, "immunization:due")


def _listing(children: list[queries.Child], unit: str, today: dt.date) -> Listing:
    heads = (
        Head(_("Họ tên"), share=2),
        Head(_("Ngày sinh")),
        Head(_("Giới tính")),
        Head(_("Thôn, bản"), share=1),
        Head(_("Người chăm sóc"), share=1),
        Head(_("Điện thoại")),
        Head(_("Mũi cần tiêm"), share=3),
        Head(_("Từ ngày")),
    )
    rows = tuple(_row(child) for child in children)
    title = _("Danh sách trẻ đến lịch và trễ lịch tiêm chủng")
    period = _("Tính đến ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
    return Listing(title, unit, heads, rows, period)


def _row(child: queries.Child) -> tuple[Any, ...]:
    of = child.person
    wanted = "; ".join(f"{each.label} ({each.number})" for each in child.wanted)
    return (
        of.name,
        f"{of.birth_date:%d/%m/%Y}",
        of.get_sex_display(),
        child.village,
        of.carer_name,
        of.phone,
        wanted,
        f"{child.since:%d/%m/%Y}",
    )
