"""A unit's list of techniques, how much of its level it covers, and the report of a unit in the middle."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.memory import asked_once
from tuyen.domains.techniques import catalogue, permissions
from tuyen.domains.techniques.actions import approved as acts
from tuyen.domains.techniques.forms.transfers import ApproveForm
from tuyen.domains.techniques.models import ApprovedTechnique
from tuyen.domains.techniques.queries import approved as queries
from tuyen.domains.techniques.queries import middle, transfers
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, write_sheet
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

ROWS_A_PAGE = 50
HAVE, MISSING, ENDED = "have", "missing", "ended"


def _unit(unit_id: UUID, who: Actor) -> Unit:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not queries.may_see(who, direction.known(unit).id):
        raise Http404
    return unit


@require_GET
@protected(permissions.SEE)
@asked_once()
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Có / thiếu of one unit, and what it learns or teaches."""
    who, today = who_asks(request), clock.today()
    unit = _unit(unit_id, who)
    show, chapter = request.GET.get("show", HAVE), request.GET.get("chapter", "")
    words = request.GET.get("q", "").strip()[:100]
    shown = Paginator(_lines(unit, show, chapter, words, today), ROWS_A_PAGE)
    mine = transfers.visible_to(who).filter(unit_id=unit.id)
    context = {
        "unit": unit,
        "coverage": queries.coverage_of([unit.id], today)[unit.id],
        "show": show,
        "chapter": chapter,
        "q": words,
        "chapters": sorted(catalogue.chapters(today).items()),
        "page": shown.get_page(request.GET.get("page")),
        "rows": transfers.rows_of(mine.order_by("-stage_on")[:100]),
        # whoever sees the unit is of it or directs it
        "may_approve": who.may(permissions.APPROVE),
        "may_request": who.may(permissions.MANAGE) or permissions.may_request(who, unit.id),
    }
    return page(request, "techniques/unit.html", context)


def _lines(unit: Unit, show: str, chapter: str, words: str, on: dt.date) -> Any:
    if show == MISSING:
        return queries.of_level(unit.id, on, chapter=chapter, words=words, only_missing=True)
    rows = queries.history_at(unit.id) if show == ENDED else queries.approved_at(unit.id, on)
    if show == ENDED:
        rows = rows.exclude(valid_to=None)
    return queries.narrowed(rows, words, chapter)


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The unit's whole list, as a spreadsheet that the import reads again."""
    unit = _unit(unit_id, who_asks(request))
    header = [_("Mã kỹ thuật"), _("Tên kỹ thuật"), _("Số quyết định"), _("Ngày quyết định")]
    rows = [
        [row.code, row.name, row.decision_number, f"{row.valid_from:%d/%m/%Y}"]
        for row in queries.approved_at(unit.id, clock.today()).iterator()
    ]
    body = write_sheet(header, rows, name=_("Danh mục kỹ thuật"), widths=[14, 60, 20, 16])
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="danh-muc-ky-thuat.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@protected(permissions.APPROVE)
@asked_once()
def approve(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """One technique more, by its decision; whole lists come by the import."""
    who = who_asks(request)
    unit = _unit(unit_id, who)
    permissions.require_approve(who, unit.id)
    form = ApproveForm(request.POST or None, initial={"technique": request.GET.get("technique")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.approve(
                unit_id=unit.id,
                techniques=[said["technique"]],
                decision_number=said["decision_number"],
                valid_from=said["valid_from"],
                by=who,
            )
        except Refused as refusal:
            place = "technique" if refusal.field == "code" else refusal.field
            form.add_error(place if place in form.fields else None, refusal.message)
        else:
            notice(request, _("Đã thêm vào danh mục của đơn vị."))
            return after(request, "techniques:of_unit", unit.id)
    status = 422 if form.errors else 200
    return page(request, "techniques/approve.html", {"unit": unit, "form": form}, status=status)


@require_POST
@protected(permissions.APPROVE)
def end(request: HttpRequest, unit_id: UUID, approval_id: UUID) -> HttpResponse:
    who = who_asks(request)
    unit = _unit(unit_id, who)
    row = get_object_or_404(ApprovedTechnique.objects.all(), pk=approval_id, unit_id=unit.id)
    field = DateField()
    typed = request.POST.get("on", "").strip()
    on = field.clean(typed) if typed else clock.today()
    acts.end_approval(approval=row, on=on, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã ghi thôi làm; lịch sử vẫn giữ lại."))
    return after(request, "techniques:of_unit", unit.id)


@require_GET
@protected(permissions.SEE)
@asked_once()
def coverage(request: HttpRequest) -> HttpResponse:
    """Every unit within reach, or those that miss something: how much of its level it may do. Least first."""
    who, today = who_asks(request), clock.today()
    is_short = request.GET.get("show") == MISSING
    asked = queries.short_of_level if is_short else queries.units_in_reach
    units = Paginator(asked(who, today), ROWS_A_PAGE)
    shown = units.get_page(request.GET.get("page"))
    covered = queries.coverage_of([unit.id for unit in shown.object_list], today)
    rows = [(unit, covered[unit.id]) for unit in shown.object_list]
    rows.sort(key=lambda row: (row[1].of == 0, row[1].percent))
    return page(
        request, "techniques/coverage.html", {"page": shown, "rows": rows, "is_short": is_short}
    )


@require_GET
@protected(permissions.SEE)
def between(request: HttpRequest) -> HttpResponse:
    """What my facility receives from above and passes on below."""
    own = direction.facility_of(who_asks(request).unit_id)
    unit = get_object_or_404(Unit.objects.all(), pk=own)
    context = {"unit": unit, "lines": middle.between(own)}
    return page(request, "techniques/between.html", context)
