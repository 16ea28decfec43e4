"""Doormen of the network pages."""

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
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import (
    actions,
    forms,
    kinds,
    network_map,
    permissions,
    queries,
    sheets,
)
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.unit_page import history_rows, unit_page

ROWS = 50
SUGGESTIONS = 12


@protected()
@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """The tree, a step at a time; with a filter, a list."""
    who, day = who_asks(request), clock.today()
    form = forms.FilterForm(request.GET)
    chosen = form.chosen()
    context: dict[str, Any] = {
        "filters": form,
        "is_filtered": bool(chosen),
        "kinds": kinds.kind_labels(),
    }
    if chosen:
        found = queries.filtered(who, day, **chosen)
        context |= _listed(request, found)
    else:
        context |= _step_of_tree(request, who)
    context["ratings"] = queries.ratings_of(context["units"], day)
    context["levels"] = kinds.level_labels("care_level") | kinds.level_labels("facility_class")
    return page(request, "facilities/network.html", context)


@protected()
@require_GET
def network_on_map(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.FilterForm(request.GET)
    chosen = form.chosen()
    if "province_code" not in request.GET and who.province_code:
        chosen["province_code"] = who.province_code
    drawn = network_map.draw(who, clock.today(), chosen)
    return page(request, "facilities/map.html", {"filters": form, "drawn": drawn})


@protected()
@require_GET
def network_sheet(request: HttpRequest) -> HttpResponse:
    """The units that fit the filters, as an Excel file."""
    chosen = forms.FilterForm(request.GET).chosen()
    found = queries.filtered(who_asks(request), clock.today(), **chosen)
    return HttpResponse(
        sheets.units_sheet(found, clock.today()),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="don-vi.xlsx"'},
    )


@protected()
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Units offered while somebody types."""
    found = queries.filtered(who_asks(request), clock.today(), words=request.GET.get("q", ""))
    context = {"units": found.select_related("parent")[:SUGGESTIONS]}
    return page(request, "facilities/options.html", context)


@protected()
@require_GET
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    return page(request, "facilities/unit.html", unit_page(_seen(who, unit_id), who))


@protected()
@require_GET
def unit_history(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _seen(who, unit_id)
    acts = history_rows(found, who)
    return page(request, "facilities/history.html", {"unit": found, "acts": acts})


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit below this one."""
    who = who_asks(request)
    parent = _seen(who, unit_id)
    permissions.require_manage(who, parent)
    form = forms.UnitForm(request.POST or None, under=parent)

    def act(told: dict[str, Any]) -> Unit:
        return actions.create_unit(parent=parent, by=who, **told)

    return _form_page(request, form, act, parent, _("Thêm đơn vị trực thuộc"), to_result=True)


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    is_sent = request.method == "POST"
    form = forms.UnitForm(request.POST, under=found.parent) if is_sent else forms.UnitForm.of(found)

    def act(told: dict[str, Any]) -> Unit:
        return actions.change_unit(unit=found, by=who, **told)

    return _form_page(request, form, act, found, _("Sửa thông tin đơn vị"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    form = forms.MoveForm(request.POST or None, who=who)

    def act(told: dict[str, Any]) -> Unit:
        return actions.move_unit(unit=found, by=who, **told)

    title = _("Chuyển sang đơn vị cấp trên khác")
    return _form_page(request, form, act, found, title, may_undo=True)


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    form = forms.CloseForm(request.POST or None)

    def act(told: dict[str, Any]) -> Unit:
        return actions.close_unit(unit=found, by=who, **told)

    return _form_page(request, form, act, found, _("Kết thúc hoạt động"), may_undo=True)


@protected(permissions.MANAGE)
@require_POST
def undo(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Moving or closing is taken back, right after it was done."""
    who = who_asks(request)
    actions.undo_last(unit=_managed(who, unit_id), by=who)
    notice(request, _("Đã hoàn tác."))
    return after(request, "facilities:unit", unit_id)


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    form = forms.RatingForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        return actions.rate_facility(unit=found, by=who, **told)

    return _form_page(request, form, act, found, _("Xếp cấp, xếp hạng mới"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    form = forms.CodeForm(request.POST or None)

    def act(told: dict[str, Any]) -> Any:
        return actions.add_code(unit=found, by=who, **told)

    return _form_page(request, form, act, found, _("Thêm mã"))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    form = forms.TieForm(request.POST or None, who=who)

    def act(told: dict[str, Any]) -> Any:
        pair = (found, told.pop("other"))
        upper, lower = pair if told.pop("side") == "upper" else pair[::-1]
        return actions.affiliate(upper=upper, lower=lower, by=who, **told)

    return _form_page(request, form, act, found, _("Thêm quan hệ với đơn vị khác"))


@protected(permissions.MANAGE)
@require_POST
def end_tie(request: HttpRequest, unit_id: UUID, tie_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _managed(who, unit_id)
    held = get_object_or_404(queries.ties_of(found, clock.today()), pk=tie_id)
    actions.end_affiliation(tie=held, on=clock.today(), by=who)
    notice(request, _("Quan hệ kết thúc hết ngày hôm nay."))
    return after(request, "facilities:unit", unit_id)


def _seen(who: Actor, unit_id: UUID) -> Unit:
    return get_object_or_404(queries.visible_to(who).select_related("parent"), pk=unit_id)


def _managed(who: Actor, unit_id: UUID) -> Unit:
    found = _seen(who, unit_id)
    permissions.require_manage(who, found)
    return found


def _listed(request: HttpRequest, found: Any) -> dict[str, Any]:
    shown = Paginator(found.select_related("parent"), ROWS).get_page(request.GET.get("page"))
    return {"page_obj": shown, "units": list(shown)}


def _step_of_tree(request: HttpRequest, who: Actor) -> dict[str, Any]:
    """Children of the unit asked for (`under`), of my own unit, or the tops of the tree."""
    day = clock.today()
    asked = request.GET.get("under", "")
    here = queries.standing_at(who, asked)
    tops = queries.with_children(queries.tops(who))
    units = queries.children_of(here, who, day) if here else tops
    shown = Paginator(units, ROWS).get_page(request.GET.get("page"))
    above = list(queries.above(here)) if here else []
    return {"here": here, "above": above, "page_obj": shown, "units": list(shown)}


def _form_page(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], Any],
    about: Unit,
    title: str,
    *,
    to_result: bool = False,
    may_undo: bool = False,
) -> HttpResponse:
    """Shows the form, or acts and goes to the unit's page; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(dict(form.cleaned_data))
        except Refused as refusal:
            forms.refused_by(form, refusal)
        else:
            undo = reverse("facilities:undo", args=[about.id]) if may_undo else ""
            notice(request, _("Đã lưu."), undo=undo)
            return after(request, "facilities:unit", result.id if to_result else about.id)
    context = {
        "form": form,
        "title": title,
        "about": about.name,
        "back": reverse("facilities:unit", args=[about.id]),
    }
    return page(request, "facilities/form.html", context, status=422 if form.is_bound else 200)
