"""Doormen of attendance: by code or QR, by a list, and who was there."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.domains.directives import gathering_board as boards
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions import attendance as actions
from tuyen.domains.directives.forms.gatherings import CheckInForm, ListForm
from tuyen.domains.directives.models import Gathering
from tuyen.domains.directives.papers.gatherings import attendance_sheet
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.rules.gatherings import names_in
from tuyen.domains.directives.views.answers import form_page, sheet
from tuyen.domains.directives.views.gatherings import found
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print import qr_svg
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50


@protected(permissions.SEE)
@require_GET
def people(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Who was there, by site, found by name."""
    who = who_asks(request)
    row = found(gathering_id, who)
    words, site = request.GET.get("q", "")[:100], request.GET.get("site", "")
    shown = Paginator(queries.people_found(row, words, site), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "row": row,
        "q": words,
        "site": site,
        "sites": queries.sites_of(row),
        "page_obj": shown,
        "lines": boards.attendance_lines(row, shown),
        "may_write": _may_write(row),
        "may_strike": permissions.may_gather(who, row.unit_id) and _may_write(row),
    }
    return page(request, "directives/attendance.html", context)


@protected(permissions.SEE)
@require_GET
def people_sheet(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The list of attenders as an Excel file."""
    row = found(gathering_id, who_asks(request))
    return sheet(
        attendance_sheet(boards.attendance_lines(row, queries.attendance_of(row))), "nguoi-du"
    )


@protected(permissions.SEE)
@require_http_methods(["GET", "POST"])
def write_list(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The host writes for any site, a unit for its own."""
    who = who_asks(request)
    row = found(gathering_id, who)
    home = permissions.home(who)
    is_host = permissions.may_gather(who, row.unit_id)
    sites = [s for s in queries.sites_of(row) if is_host or s.at_unit_id == home]
    form = ListForm(request.POST or None, who=who, sites=sites)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        site = next(each for each in sites if str(each.id) == told["site"])
        unit_id = told["unit"].id if told["unit"] else None
        if unit_id is None and not told["organisation"]:
            unit_id = site.at_unit_id
        seat = actions.Seat(site, unit_id, told["organisation"], told["note"])
        rows = actions.write_list(gathering=row, seat=seat, named=names_in(told["names"]), by=who)
        return "directives:people", row.id, _("Đã ghi %(n)d người.") % {"n": len(rows)}

    context = {"row": row, "sites": sites}
    return form_page(request, "directives/attendance_list.html", form, act, context)


@protected(permissions.SEE)
@require_POST
def strike(request: HttpRequest, gathering_id: UUID, attendance_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(gathering_id, who)
    line = get_object_or_404(queries.attendance_of(row), pk=attendance_id)
    actions.strike(attendance=line, gathering=row, why=_("Ghi nhầm"), by=who)
    notice(request, _("Đã bỏ dòng ghi nhầm."))
    return after(request, "directives:people", row.id)


@protected(permissions.SEE)
@never_cache
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Behind the QR on the wall. Whoever has the code may come in, invited or not."""
    who = who_asks(request)
    row = _met(gathering_id, request)
    sites = queries.sites_of(row)
    home = permissions.home(who)
    ours = next((str(site.id) for site in sites if site.at_unit_id == home), "")
    start = {"code": request.GET.get("code", ""), "site": ours}
    form = CheckInForm(request.POST or None, sites=sites, initial=start)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        site = next(each for each in sites if str(each.id) == told["site"])
        actions.check_in(
            gathering=row,
            code=told["code"],
            seat=actions.Seat(site, note=told["note"]),
            position=told["position"],
            by=who,
        )
        return "directives:gatherings", None, _("Đã điểm danh: %(name)s.") % {"name": who.name}

    return form_page(request, "directives/check_in.html", form, act, {"row": row})


def _met(gathering_id: UUID, request: HttpRequest) -> Gathering:
    """By its code, or because it is within reach."""
    code = request.POST.get("code", "") or request.GET.get("code", "")
    row = queries.by_code(gathering_id, code)
    return row or found(gathering_id, who_asks(request))


@protected(permissions.SEE)
@require_GET
def wall(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The code in large letters, for the screen of the meeting."""
    who = who_asks(request)
    row = found(gathering_id, who)
    permissions.require_act_for(who, row.unit_id)
    return page(request, "directives/wall.html", {"row": row})


@protected(permissions.SEE)
@require_GET
def code_picture(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The QR that opens the page of checking in."""
    who = who_asks(request)
    row = found(gathering_id, who)
    if not permissions.may_act_for(who, row.unit_id):
        raise Http404
    path = reverse("directives:check_in", args=[row.id], query={"code": row.code})
    picture = qr_svg(request.build_absolute_uri(path))
    return HttpResponse(picture, content_type="image/svg+xml")


def _may_write(row: Gathering) -> bool:
    return row.status in ("planned", "invited") and row.day <= clock.today()
