"""Pages of the equipment register: of my unit, of the units that mine directs, of one device."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.memory import asked_once
from tuyen.domains.equipment import actions, forms, lists, permissions, queries, sheets
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

ROWS = 50
UPKEEP_DAYS = 60
State = EquipmentItem.State
Act = Callable[[dict[str, Any]], Any]


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Whoever directs sees a line a unit; a unit sees its own register."""
    who = who_asks(request)
    if who.scope != "subtree" or "own" in request.GET:
        return redirect("equipment:unit", direction.facility_of(who.unit_id))
    words = request.GET.get("q", "").strip()
    is_broken = request.GET.get("state") == "broken"
    found = (queries.units_with_broken if is_broken else queries.directed_units)(who, words)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "rows": queries.overview(shown),
        "q": words,
        "is_broken": is_broken,
    }
    return page(request, "equipment/home.html#found", context)


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def register(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Devices of one unit; by words, state and kind."""
    who = who_asks(request)
    unit = _unit(who, unit_id)
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "state", "kind")}
    found = queries.items_of(unit.id, words=asked["q"], state=asked["state"], kind=asked["kind"])
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    counted = queries.state_counts(unit.id)
    context = {
        "unit": unit,
        "page_obj": shown,
        "asked": asked,
        "kinds": lists.kind_labels(),
        "states": [(each, each.label, counted.get(each, 0)) for each in State],
        "there": sum(n for state, n in counted.items() if state != State.DISPOSED),
        "may_manage": permissions.may_manage(who, unit),
        "tab": "register",
    }
    return page(request, "equipment/register.html#found", context)


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def sheet(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The register as an Excel file that the import reads again."""
    unit = _unit(who_asks(request), unit_id)
    return HttpResponse(
        sheets.register_sheet(unit),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="trang-thiet-bi.xlsx"'},
    )


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def upkeep(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """What is broken and what must be looked after in the next two months."""
    who = who_asks(request)
    unit, today = _unit(who, unit_id), clock.today()
    context = {
        "unit": unit,
        "faults": queries.open_faults(unit.id)[:200],
        "jobs": queries.jobs_due(unit.id, today + dt.timedelta(days=UPKEEP_DAYS))[:200],
        "today": today,
        "tab": "upkeep",
    }
    return page(request, "equipment/upkeep.html", context)


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def standard(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """What a unit of this kind should have, beside what it has."""
    who = who_asks(request)
    unit = _unit(who, unit_id)
    lines = queries.against_standard(unit.id, unit.kind)
    asked = facts.ask("capability.standing_needs", unit_id=unit.id) if lines else {}
    short = [line.wanted.key for line in lines if line.short]
    context = {
        "unit": unit,
        "lines": [
            (line, lists.label_of(*line.wanted.key), asked.get(line.wanted.key)) for line in lines
        ],
        "missing": len(short),
        "unasked": sum(1 for key in short if key not in asked),
        "may_manage": permissions.may_manage(who, unit),
        "tab": "standard",
    }
    return page(request, "equipment/standard.html", context)


@require_POST
@protected(permissions.MANAGE)
def ask(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    unit = _unit(who, unit_id)
    lines = queries.against_standard(unit.id, unit.kind)
    count = actions.ask_for_missing(unit=unit, short=lines, by=who)
    notice(request, _("Đã đưa %(n)d mục thiếu vào nhu cầu của đơn vị.") % {"n": count})
    return after(request, "equipment:standard", unit_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE, permissions.SEE)
def places(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Buildings and rooms; two short forms beside the lists."""
    who = who_asks(request)
    unit = _unit(who, unit_id)
    buildings = list(queries.buildings_of(unit.id))
    what = request.POST.get("what", "")
    building_form = forms.BuildingForm(request.POST if what == "building" else None)
    room_form = forms.RoomForm(request.POST if what == "room" else None, buildings=buildings)
    sent = {"building": building_form, "room": room_form}.get(what)
    if sent is not None and sent.is_valid():
        add = actions.add_building if what == "building" else actions.add_room
        if _done(sent, lambda told: add(unit=unit, by=who, **told)):
            notice(request, _("Đã lưu."))
            return after(request, "equipment:places", unit_id)
    context = {
        "unit": unit,
        "buildings": buildings,
        "names": {each.id: each.name for each in buildings},
        "rooms": queries.rooms_of(unit.id),
        "room_kinds": lists.room_labels(),
        "building_form": building_form,
        "room_form": room_form,
        "may_manage": permissions.may_manage(who, unit),
        "tab": "places",
    }
    return page(request, "equipment/places.html", context, status=422 if what else 200)


@require_POST
@protected(permissions.MANAGE)
def place(request: HttpRequest, unit_id: UUID, place_id: UUID) -> HttpResponse:
    """A building or room in another condition, or no longer used."""
    who = who_asks(request)
    unit = _unit(who, unit_id)
    is_building = request.POST.get("what") == "building"
    rows: Any = queries.buildings_of(unit.id) if is_building else queries.rooms_of(unit.id)
    actions.change_place(
        place=get_object_or_404(rows, pk=place_id),
        unit=unit,
        condition=request.POST.get("condition", ""),
        is_closed=request.POST.get("closed") == "1",
        by=who,
    )
    return after(request, "equipment:places", unit_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def new(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    who = who_asks(request)
    unit = _unit(who, unit_id)
    permissions.require_manage(who, unit)
    rooms = list(queries.rooms_of(unit.id))
    form = forms.ItemForm(
        request.POST or None, rooms=rooms, initial={"kind": request.GET.get("kind", "")}
    )
    made: list[EquipmentItem] = []
    if form.is_bound and form.is_valid():
        act: Act = lambda told: made.append(actions.add_item(unit=unit, by=who, **told))  # noqa: E731
        if _done(form, act):
            notice(request, _("Đã thêm %(item)s.") % {"item": made[0]})
            return after(request, "equipment:unit", unit_id)
    return _form_page(request, form, unit, _("Thêm thiết bị"), _register_url(unit_id))


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One device: what it is, what went wrong, when it was looked after."""
    who = who_asks(request)
    return _item_page(request, *_found(who, item_id))


@require_GET
@protected(permissions.MANAGE, permissions.SEE)
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Where a task of upkeep leads: the device."""
    found = get_object_or_404(queries.jobs_in_reach(who_asks(request)), pk=job_id)
    return redirect("equipment:item", found.item_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def change(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)
    permissions.require_manage(who, unit)
    rooms = list(queries.rooms_of(unit.id))
    names = tuple(forms.ItemForm.base_fields)
    initial = {name: getattr(found, name) for name in names}
    form = forms.ItemForm(request.POST or None, rooms=rooms, initial=initial)
    if form.is_bound and form.is_valid():
        act: Act = lambda told: actions.change_item(item=found, unit=unit, by=who, **told)  # noqa: E731
        if _done(form, act):
            return after(request, "equipment:item", item_id)
    back = reverse("equipment:item", args=[item_id])
    return _form_page(request, form, unit, _("Sửa thông tin thiết bị"), back)


@require_POST
@protected(permissions.MANAGE)
def state(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)

    def act(told: dict[str, Any]) -> None:
        actions.set_state(item=found, unit=unit, to=told["state"], why=told["state_note"], by=who)

    return _acted(request, item_id, "state_form", forms.StateForm(request.POST), act)


@require_POST
@protected(permissions.MANAGE, permissions.SEE)
def fault(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)

    def act(told: dict[str, Any]) -> None:
        actions.report_fault(item=found, unit=unit, by=who, **told)

    return _acted(request, item_id, "fault_form", forms.FaultForm(request.POST), act)


@require_POST
@protected(permissions.MANAGE)
def plan(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)

    def act(told: dict[str, Any]) -> None:
        actions.plan_maintenance(item=found, unit=unit, by=who, **told)

    return _acted(request, item_id, "plan_form", forms.PlanForm(request.POST), act)


@require_POST
@protected(permissions.MANAGE)
def mend(request: HttpRequest, item_id: UUID, fault_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)
    told_fault = get_object_or_404(found.faults.all(), pk=fault_id)
    told_fault.item = found

    def act(told: dict[str, Any]) -> None:
        actions.mend_fault(fault=told_fault, unit=unit, by=who, **told)

    return _acted(request, item_id, "mend_form", forms.MendForm(request.POST), act)


@require_POST
@protected(permissions.MANAGE)
def maintain(request: HttpRequest, item_id: UUID, job_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found, unit = _found(who, item_id)
    due = get_object_or_404(found.jobs.all(), pk=job_id)
    due.item = found

    def act(told: dict[str, Any]) -> None:
        actions.do_maintenance(job=due, unit=unit, by=who, **told)

    return _acted(request, item_id, "upkeep_form", forms.UpkeepForm(request.POST), act)


def _acted(
    request: HttpRequest, item_id: UUID, name: str, form: django_forms.Form, act: Act
) -> HttpResponse:
    """Back to the device; with the form and what is wrong with it where it could not be done."""
    if form.is_valid() and _done(form, act):
        notice(request, _("Đã lưu."))
        return after(request, "equipment:item", item_id)
    found, unit = _found(who_asks(request), item_id)
    return _item_page(request, found, unit, status=422, **{name: form})


def _item_page(
    request: HttpRequest, found: EquipmentItem, unit: Unit, status: int = 200, **bound: Any
) -> HttpResponse:
    with asked_once():
        return _drawn_item(request, found, unit, status, bound)


def _drawn_item(
    request: HttpRequest, found: EquipmentItem, unit: Unit, status: int, bound: dict[str, Any]
) -> HttpResponse:
    who = who_asks(request)
    today = f"{clock.today():%d/%m/%Y}"
    room = queries.rooms_of(unit.id).filter(pk=found.room_id).first() if found.room_id else None
    context: dict[str, Any] = {
        "unit": unit,
        "item": found,
        "kind": lists.label_of("equipment", found.kind),
        "room": room,
        "months": lists.maintenance_months(clock.today(), unit.id).get(found.kind),
        "faults": found.faults.order_by("-reported_on", "-id")[:50],
        "jobs": found.jobs.filter(is_dropped=False).order_by("-due_on", "-id")[:50],
        "state_form": forms.StateForm(),
        "fault_form": forms.FaultForm(),
        "plan_form": forms.PlanForm(),
        "mend_form": forms.MendForm(initial={"mended_on": today}),
        "upkeep_form": forms.UpkeepForm(initial={"done_on": today}),
        "may_manage": permissions.may_manage(who, unit),
        "may_report": permissions.may_report(who, unit),
        "today": clock.today(),
    }
    return page(request, "equipment/item.html", context | bound, status=status)


def _done(form: django_forms.Form, act: Act) -> bool:
    try:
        act(dict(form.cleaned_data))
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.message))
        return False
    return True


def _form_page(
    request: HttpRequest, form: django_forms.Form, unit: Unit, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "unit": unit, "title": title, "back": back}
    return page(request, "equipment/form.html", context, status=422 if form.is_bound else 200)


def _register_url(unit_id: UUID) -> str:
    return reverse("equipment:unit", args=[unit_id])


def _unit(who: Actor, unit_id: UUID) -> Unit:
    return get_object_or_404(queries.units_in_reach(who), pk=unit_id)


def _found(who: Actor, item_id: UUID) -> tuple[EquipmentItem, Unit]:
    found: EquipmentItem = get_object_or_404(queries.items_in_reach(who), pk=item_id)
    return found, get_object_or_404(Unit, pk=found.unit_id)
