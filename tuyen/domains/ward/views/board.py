"""The bed board: who lies where, what is free, who waits for a bed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.domains.ward import queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import beds as acts
from tuyen.record.queries import beds as places

TEMPLATE = "ward/board.html"


@require_GET
@never_cache
@protected("ward.nurse")
def board(request: HttpRequest) -> HttpResponse:
    return page(request, TEMPLATE, _context(request))


@require_GET
@never_cache
@protected("ward.nurse")
def rows(request: HttpRequest) -> HttpResponse:
    """The board again, each 20 seconds; 204 when nothing has changed."""
    context = _context(request)
    if request.GET.get("version") == context["board"].version:
        return HttpResponse(status=204)
    return page(request, f"{TEMPLATE}#board", context)


@require_POST
@protected("ward.nurse")
def bed(request: HttpRequest, bed_id: UUID) -> HttpResponse:
    """Cleaned, to be cleaned, out of use."""
    who = who_asks(request)
    found = get_object_or_404(places.beds_of(who), pk=bed_id)
    acts.set_bed(
        bed=found,
        status=request.POST.get("status", ""),
        note=request.POST.get("note", ""),
        by=who,
    )
    notice(request, _("Đã đổi tình trạng giường."))
    return after(request, "ward:board")


def _context(request: HttpRequest) -> dict[str, Any]:
    who = who_asks(request)
    return {
        "board": queries.board_shown(who, request.GET.get("unit", "")),
        "may_manage": permissions.may_manage_ward(who),
        "sees_custody": who.sees("custody") and who.may("custody.roster"),
    }
