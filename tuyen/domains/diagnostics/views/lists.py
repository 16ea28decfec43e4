"""The room's list: what waits for a specimen, for a result, for verification; what nobody has read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.diagnostics.worklists import board_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, page
from tuyen.record.queries.orders import with_specimen_number
from tuyen.registry.terms.orderables import categories

TEMPLATE = "diagnostics/worklist.html"
LABELS = (
    ("collect", gettext_lazy("Chờ lấy mẫu")),
    ("do", gettext_lazy("Chờ làm")),
    ("verify", gettext_lazy("Chờ duyệt")),
    ("unread", gettext_lazy("Kết quả chưa xem")),
    ("second", gettext_lazy("Chờ xem lại")),
)


@require_GET
@never_cache
@protected("chart.open")
def worklist(request: HttpRequest) -> HttpResponse:
    return page(request, TEMPLATE, _context(request))


@require_GET
@never_cache
@protected("chart.open")
def rows(request: HttpRequest) -> HttpResponse:
    """The list again, each 20 seconds; 204 when nothing has changed."""
    context = _context(request)
    if request.GET.get("version") == context["board"].version:
        return HttpResponse(status=204)
    return page(request, f"{TEMPLATE}#board", context)


@require_POST
@protected("chart.open")
def by_label(request: HttpRequest) -> HttpResponse:
    """The number on a label, typed or scanned, opens its sheet."""
    number = nfc(request.POST.get("number", ""))[:20]
    found = with_specimen_number(number, who_asks(request)) if number else None
    if found is None:
        raise Refused(_("Không có mẫu nào mang số này. Kiểm tra lại nhãn."), field="number")
    return after(request, "diagnostics:sheet", found.requisition_id)


def _context(request: HttpRequest) -> dict[str, Any]:
    who = who_asks(request)
    known = categories(clock.today())
    category = request.GET.get("category", "")
    category = category if category in {each.code for each in known} else ""
    language = get_language() or "vi"
    board = board_of(who, request.GET.get("stage", ""), category, request.GET.get("page"))
    return {
        "board": board,
        "may_count": who.may("report.activity"),
        "stages": [
            (code, label, board.counts[code], code == board.stage)
            for code, label in LABELS
            if code != "second" or board.counts[code] or board.stage == "second"
        ],
        "categories": [(each.code, each.label.spoken(language)) for each in known],
    }
