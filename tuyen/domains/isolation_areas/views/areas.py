"""Pages of areas: the list, the opening from a template, one area with its rooms and beds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.isolation_areas import forms, permissions
from tuyen.domains.isolation_areas.actions import areas as actions
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.domains.isolation_areas.queries import stays
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50
Status = IsolationArea.Status


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Areas within reach, the newest first."""
    who = who_asks(request)
    status = Status.CLOSED if request.GET.get("status") == "closed" else Status.OPEN
    shown = Paginator(queries.listed(who, status), ROWS).get_page(request.GET.get("page"))
    rows = list(shown)
    units, beds = queries.unit_names(rows), queries.beds_in(rows)
    inside = stays.present_counts(rows)
    context = {
        "page_obj": shown,
        "rows": [
            (row, units.get(row.unit_id, ""), inside.get(row.id, 0), beds[row.id]) for row in rows
        ],
        "is_closed": status == Status.CLOSED,
        "may_manage": permissions.may_manage(who),
    }
    return page(request, "isolation_areas/home.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.MANAGE)
def open_(request: HttpRequest) -> HttpResponse:
    """One form; what each template brings stands beside it."""
    who, today = who_asks(request), clock.today()
    known = rules.templates(today)
    sees = who.sees(rules.CUSTODY)
    initial = {"opened_on": today, "for_whom": "civilians"}
    form = forms.OpenForm(request.POST or None, initial=initial, sees_custody=sees)
    if form.is_bound and form.is_valid():
        try:
            made = actions.open_area(said=actions.Opening(**form.cleaned_data), by=who)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã mở khu."))
            return after(request, "isolation_areas:area", made.id)
    labels = dict(queries.template_choices())
    shown = [(labels[code], each) for code, each in known.items()]
    context = {"form": form, "templates": shown}
    return page(request, "isolation_areas/open.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    return drawn(request, found_area(request, area_id), {})


@require_POST
@protected(permissions.MANAGE)
def change(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row, who = found_area(request, area_id), who_asks(request)
    form = forms.ChangeForm(request.POST)
    return acted(
        request,
        row,
        ("change_form", form),
        lambda: actions.change(area=row, by=who, **form.cleaned_data),
        _("Đã lưu."),
    )


@require_POST
@protected(permissions.MANAGE)
def extend(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row, who = found_area(request, area_id), who_asks(request)
    form = forms.TemplateForm(request.POST)
    return acted(
        request,
        row,
        ("extend_form", form),
        lambda: actions.extend(area=row, by=who, **form.cleaned_data),
        _("Đã mở rộng khu."),
    )


@require_POST
@protected(permissions.MANAGE)
def add_room(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row, who = found_area(request, area_id), who_asks(request)
    form = forms.RoomForm(request.POST)
    return acted(
        request,
        row,
        ("room_form", form),
        lambda: actions.add_room(area=row, by=who, **form.cleaned_data),
        _("Đã thêm buồng."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.MANAGE)
def room(request: HttpRequest, area_id: UUID, room_id: UUID) -> HttpResponse:
    """One room: its name, whom it takes, in use or not."""
    row, who = found_area(request, area_id), who_asks(request)
    one = next((each for each in queries.rooms_of(row) if each.id == room_id), None)
    if one is None:
        raise Http404
    one.area = row
    initial = {"name": one.name, "severity": one.severity, "is_open": one.is_open}
    form = forms.ChangeRoomForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.change_room(room=one, by=who, **form.cleaned_data)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "isolation_areas:area", row.id)
    context = {"area": row, "room": one, "form": form}
    return page(request, "isolation_areas/room.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.MANAGE)
def close(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row, who = found_area(request, area_id), who_asks(request)
    form = forms.CloseForm(request.POST)
    return acted(
        request,
        row,
        ("close_form", form),
        lambda: actions.close(area=row, by=who, **form.cleaned_data),
        _("Đã đóng khu."),
    )


@require_POST
@protected(permissions.MANAGE)
def reopen(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row, who = found_area(request, area_id), who_asks(request)
    form = forms.OrderForm(request.POST)
    return acted(
        request,
        row,
        ("reopen_form", form),
        lambda: actions.reopen(area=row, by=who, **form.cleaned_data),
        _("Đã mở lại khu."),
    )


def acted(
    request: HttpRequest,
    row: IsolationArea,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
    said: str,
) -> HttpResponse:
    """Done and back to the area, or the area with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, said)
            return after(request, "isolation_areas:area", row.id)
    return drawn(request, found_area(request, row.id), {name: form}, status=422)


def told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def found_area(request: HttpRequest, area_id: UUID) -> IsolationArea:
    row: IsolationArea = get_object_or_404(queries.visible_to(who_asks(request)), pk=area_id)
    return row


def drawn(
    request: HttpRequest,
    row: IsolationArea,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    who = who_asks(request)
    board = stays.board_of(row, who)
    if board.people:
        note_reads(list(board.people), who, what="isolation", ground="report")
    now = {name: getattr(row, name) for name in ("name", "place", *actions.OXYGEN)}
    context = {
        "area": row,
        "disease": queries.label_of(row.disease) if row.disease else "",
        "unit": queries.unit_names([row]).get(row.unit_id, ""),
        "board": board,
        "free": board.by_severity(),
        "is_open": row.status == Status.OPEN,
        "may_manage": permissions.may_manage(who),
        "may_care": permissions.may_care(who),
        "unseen": stays.unchecked_today(board.stays),
        "inside": len(board.stays),
        "change_form": forms.ChangeForm(initial=now),
        "extend_form": forms.TemplateForm(),
        "room_form": forms.RoomForm(initial={"beds": 4, "severity": "light"}),
        "close_form": forms.CloseForm(initial={"on": clock.today()}),
        "reopen_form": forms.OrderForm(),
        **typed,
    }
    return page(request, "isolation_areas/area.html", context, status=status)
