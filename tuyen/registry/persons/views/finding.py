"""One box: a name, a number, or the line of a scanned card. The question never stands in an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.registry.areas.queries import names_of, search
from tuyen.registry.persons import permissions, rules
from tuyen.registry.persons.addresses import once_called
from tuyen.registry.persons.queries import search_persons
from tuyen.registry.persons.search import Found
from tuyen.registry.persons.views.registering import blank_page
from tuyen.registry.persons.views.ways import chart_name, paper_behind, to_chart

SUGGESTIONS = 8
COMMUNES = 10


@protected(permissions.FIND)
@csrf_protect
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """GET: the box. POST: who is meant; one person by number opens at once, a new card opens the form."""
    who, text = who_asks(request), request.POST.get("q", "")[:600]
    if request.method == "GET" or not text.strip():
        return page(request, "persons/find.html", {"q": ""})
    if url := paper_behind(text):
        return redirect(url)
    found = search_persons(who, text)
    if found.question.number and len(found.hits) == 1:
        return to_chart(request, found.hits[0].person)
    if not found.hits and rules.looks_like_card(text) and permissions.may_register(who):
        return blank_page(request, scanned=text)
    return page(request, "persons/find.html#found", _context(who, text, found))


@protected(permissions.FIND)
@csrf_protect
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Options under the box while somebody types."""
    who, text = who_asks(request), request.POST.get("q", "")[:600]
    found = search_persons(who, text, SUGGESTIONS)
    return page(request, "persons/options.html", _context(who, text, found))


@protected(permissions.FIND)
@require_POST
def communes(request: HttpRequest) -> HttpResponse:
    """Options for the commune of an address; those of one's own province first."""
    who, today = who_asks(request), clock.today()
    text = request.POST.get("q", "")[:150]
    found = list(search(text, today)[: COMMUNES * 4])
    found.sort(key=lambda area: area.parent_code != who.province_code)
    shown = found[:COMMUNES]
    provinces = names_of({area.parent_code for area in shown}, today)
    rows = [(area, provinces.get(area.parent_code, "")) for area in shown]
    known = {area.code for area in shown}
    once = [part for part in once_called(text, today) if part.code not in known]
    return page(request, "persons/communes.html", {"rows": rows, "once": once})


def _context(who: Actor, text: str, found: Found) -> dict[str, Any]:
    return {
        "q": text,
        "found": found,
        "chart": chart_name(),
        "may_register": permissions.may_register(who),
        "says": _said(found),
    }


def _said(found: Found) -> str:
    """How many, and what to do when it is nobody or too many."""
    if not found.hits and found.question.number:
        return _("Chưa có hồ sơ nào mang số này.")
    if not found.hits:
        return _("Không thấy ai trong địa bàn. Thử ít chữ hơn, thêm năm sinh, hoặc gõ số giấy tờ.")
    if found.has_more:
        return _("Còn nhiều người khác: gõ thêm năm sinh hoặc 4 số cuối.")
    return _("%(n)s người") % {"n": len(found.hits)}
