"""Need sheets: the list, the sheet with its formula, its figures and places, paper and file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.vaccine_supply import lists, permissions, printed
from tuyen.domains.vaccine_supply.actions import sheets as actions
from tuyen.domains.vaccine_supply.forms import sheets as forms
from tuyen.domains.vaccine_supply.models import NeedPlace, NeedSheet
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.domains.vaccine_supply.rules.sheet import Line
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.platform.ui.templatetags.tuyen import number
from tuyen.registry.facilities.forms import refused_by

ROWS = 30


def sheet_of(who: Actor, sheet_id: UUID) -> NeedSheet:
    found: NeedSheet = get_object_or_404(queries.sheets_for(who), pk=sheet_id)
    return found


@require_GET
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who, words = who_asks(request), request.GET.get("q", "").strip()
    shown = Paginator(queries.sheets_for(who, words), ROWS).get_page(request.GET.get("page"))
    labels, names = (
        lists.vaccine_labels(clock.today()),
        queries.unit_names(r.unit_id for r in shown),
    )
    context = {
        "page_obj": shown,
        "rows": [
            (row, labels.get(row.vaccine, row.vaccine), names.get(row.unit_id)) for row in shown
        ],
        "q": words,
        "may_plan": who.may(permissions.PLAN),
    }
    return page(request, "vaccine_supply/home.html", context)


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """What is ordered, place by place, with the formula in words and figures."""
    who = who_asks(request)
    found = sheet_of(who, sheet_id)
    worked = queries.worked(found)
    context = {
        "sheet": found,
        "vaccine": lists.vaccine_labels(found.starts_on).get(found.vaccine, found.vaccine),
        "unit": queries.unit_names([found.unit_id])[found.unit_id],
        "bands": lists.bands(found.starts_on),
        "figures": printed.figures_of(found),
        "proposal": lists.source_of_proposal(found.starts_on),
        "order": worked.order,
        "rows": [(row, shown_line(row, line, found)) for row, line in worked.rows],
        "unsaid": sum(not row.people for row, _line in worked.rows),
        "formula": printed.formula(found, worked.order),
        "scenarios": [
            (name, lists.SCENARIOS[name], cases, each) for name, cases, each in worked.scenarios
        ],
        "too_large": found.fridge_litres is not None and worked.order.litres > found.fridge_litres,
        "may_plan": permissions.may_plan(who, found.unit_id),
    }
    return page(request, "vaccine_supply/sheet.html", context)


def shown_line(row: NeedPlace, line: Line, found: NeedSheet) -> dict[str, Any]:
    """A line with its numbers written once: a province has some thousand of them."""
    counts = [row.people.get(band.code, 0) for band in lists.bands(found.starts_on)]
    return {
        "bands": [number(each) if row.people else "–" for each in counts],
        "wastage": number(round(100 * line.wastage, 1)),
        "vials": number(line.need.vials),
        "doses": number(line.need.doses),
    }


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def new(request: HttpRequest) -> HttpResponse:
    form = forms.SheetForm(request.POST or None, on=clock.today())
    made: list[NeedSheet] = []
    if saved(form, lambda: made.append(actions.draw_up(by=who_asks(request), **form.cleaned_data))):
        return after(request, "vaccine_supply:sheet", made[0].id)
    return form_page(request, form, _("Lập bảng nhu cầu vắc xin"), reverse("vaccine_supply:home"))


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def figures(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Every figure of the sheet with its source."""
    who = who_asks(request)
    found = sheet_of(who, sheet_id)
    permissions.require_plan(who, found.unit_id)
    form = forms.FiguresForm(request.POST or None, sheet=found)

    def act() -> None:
        actions.set_figures(sheet=found, figures=form.figures(), sources=form.sources(), by=who)

    if saved(form, act):
        notice(request, _("Đã lưu."))
        return after(request, "vaccine_supply:sheet", sheet_id)
    context = {"form": form, "sheet": found, "proposal": lists.source_of_proposal(found.starts_on)}
    return page(
        request, "vaccine_supply/figures.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@protected(permissions.PLAN)
def fill(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    who = who_asks(request)
    take = actions.fill_with_due if "due" in request.POST else actions.fill_from_registry
    added = take(sheet=sheet_of(who, sheet_id), by=who)
    notice(request, _("Đã thêm %(n)d đơn vị, số đối tượng kèm nguồn đếm.") % {"n": added})
    return after(request, "vaccine_supply:sheet", sheet_id)


@require_POST
@protected(permissions.PLAN)
def take_forecast(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.take_forecast(sheet=sheet_of(who, sheet_id), by=who)
    notice(request, _("Đã lấy số ca từ dự báo, kèm căn cứ."))
    return after(request, "vaccine_supply:sheet", sheet_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def new_place(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    found = sheet_of(who_asks(request), sheet_id)
    return _place_page(request, found, None)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    row = place_for(who_asks(request), place_id)
    return _place_page(request, row.sheet, row)


def place_for(who: Actor, place_id: UUID) -> NeedPlace:
    found: NeedPlace = get_object_or_404(queries.places_for(who), pk=place_id)
    return found


def _place_page(request: HttpRequest, found: NeedSheet, row: NeedPlace | None) -> HttpResponse:
    who = who_asks(request)
    permissions.require_plan(who, found.unit_id)
    form = forms.PlaceForm(request.POST or None, on=found.starts_on, place=row)

    def act() -> None:
        actions.put_place(sheet=found, said=form.said(), by=who, place=row)

    if saved(form, act):
        notice(request, _("Đã lưu."))
        return after(request, "vaccine_supply:sheet", found.id)
    title = str(row) if row else _("Thêm xã, đơn vị")
    return form_page(request, form, title, reverse("vaccine_supply:sheet", args=[found.id]), row)


@require_POST
@protected(permissions.PLAN)
def strike(request: HttpRequest, place_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = place_for(who, place_id)
    actions.strike_place(place=row, by=who)
    notice(request, _("Đã bỏ %(name)s khỏi bảng.") % {"name": row.name})
    return after(request, "vaccine_supply:sheet", row.sheet_id)


@require_GET
@protected(permissions.SEE)
def paper(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    found = sheet_of(who_asks(request), sheet_id)
    return HttpResponse(printed.sheet_pdf(found), content_type="application/pdf")


@require_GET
@protected(permissions.SEE)
def file(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    found = sheet_of(who_asks(request), sheet_id)
    return HttpResponse(
        printed.sheet_xlsx(found),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="nhu-cau-vac-xin.xlsx"'},
    )


def saved(form: django_forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form was sent and the act done; a refusal stands beside its field."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        refused_by(form, refusal)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    title: str,
    back: str,
    place: NeedPlace | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "place": place}
    return page(request, "vaccine_supply/form.html", context, status=422 if form.is_bound else 200)
