"""Pages of zones: set by an order; orders, count, measures and supplies of one; the order on paper."""

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks import forms, permissions, printed, zoning
from tuyen.domains.outbreaks.actions import zones as actions
from tuyen.domains.outbreaks.models import Outbreak, Zone
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.domains.outbreaks.queries import zones as queries
from tuyen.domains.outbreaks.views.outbreaks import found_outbreak
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

Status = Zone.Status


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.KEEP)
def open_(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """A zone and the order that sets it."""
    row, who, today = found_outbreak(request, outbreak_id), who_asks(request), clock.today()
    permissions.require_keep(who, row)
    first = {
        "effective_on": today,
        "signed_on": today,
        "until_on": today + dt.timedelta(days=zoning.offered_days(today)),
    }
    form = forms.ZoneForm(request.POST or None, initial=first, disease=row.disease, on=today)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in _names(actions.Zoning)}
        said["measures"] = tuple(said["measures"])
        zoning_said, order = actions.Zoning(**said), _order_of(form)
        try:
            made = actions.set_zone(outbreak=row, said=zoning_said, order=order, by=who)
        except Refused as refusal:
            _told(form, refusal)
        else:
            notice(request, _("Đã khoanh vùng."))
            return after(request, "outbreaks:zone", row.id, made.id)
    context = {
        "outbreak": row,
        "disease": outbreaks.label_of(row.disease),
        "form": form,
        "is_unverified": zoning.is_unverified(today),
    }
    return page(request, "outbreaks/zone_open.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def zone(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    return _drawn(request, _found(request, outbreak_id, zone_id), {})


@require_POST
@protected(permissions.KEEP)
def extend(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    row, who = _found(request, outbreak_id, zone_id), who_asks(request)
    form = forms.OrderForm(request.POST, prefix="extend")
    return _acted(
        request,
        row,
        ("extend_form", form),
        lambda: actions.extend_zone(zone=row, order=_order_of(form), by=who),
        _("Đã gia hạn."),
    )


@require_POST
@protected(permissions.KEEP)
def lift(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    row, who = _found(request, outbreak_id, zone_id), who_asks(request)
    form = forms.LiftForm(request.POST, prefix="lift")
    return _acted(
        request,
        row,
        ("lift_form", form),
        lambda: actions.lift_zone(zone=row, order=_order_of(form), by=who),
        _("Đã dỡ bỏ vùng."),
    )


@require_POST
@protected(permissions.KEEP)
def count(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    """Counted anew in the registry, or as somebody counted at the place."""
    row, who = _found(request, outbreak_id, zone_id), who_asks(request)
    if request.POST.get("verb") == "again":
        actions.count_again(zone=row, by=who)
        notice(request, _("Đã đếm lại trong sổ."))
        return after(request, "outbreaks:zone", row.outbreak_id, row.id)
    form = forms.CountForm(request.POST)
    return _acted(
        request,
        row,
        ("count_form", form),
        lambda: actions.correct_count(zone=row, by=who, **form.cleaned_data),
        _("Đã sửa số."),
    )


@require_POST
@protected(permissions.KEEP)
def measures(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    row, who = _found(request, outbreak_id, zone_id), who_asks(request)
    form = forms.TickForm(request.POST, disease=row.outbreak.disease, on=row.starts_on)
    return _acted(
        request,
        row,
        ("tick_form", form),
        lambda: actions.tick_measures(zone=row, measures=form.cleaned_data["measures"], by=who),
        _("Đã lưu biện pháp."),
    )


@require_POST
@protected(permissions.KEEP)
def supply(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> HttpResponse:
    row, who = _found(request, outbreak_id, zone_id), who_asks(request)
    form = forms.SupplyForm(request.POST, prefix="supply")
    return _acted(
        request,
        row,
        ("supply_form", form),
        lambda: actions.hand_out(zone=row, by=who, **form.cleaned_data),
        _("Đã ghi vật tư."),
    )


@require_GET
@never_cache
@protected(permissions.SEE)
def paper(
    request: HttpRequest, outbreak_id: UUID, zone_id: UUID, zone_order_id: UUID
) -> HttpResponse:
    """The order on A4, as it was said."""
    row = _found(request, outbreak_id, zone_id)
    order = get_object_or_404(queries.orders_of(row), pk=zone_order_id)
    return HttpResponse(printed.order_pdf(row, order), content_type="application/pdf")


def _order_of(form: django_forms.Form) -> actions.Order:
    names = _names(actions.Order) & set(form.cleaned_data)
    return actions.Order(**{name: form.cleaned_data[name] for name in names})


def _names(of: type[Any]) -> set[str]:
    return {each.name for each in fields(of)}


def _told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _acted(
    request: HttpRequest,
    row: Zone,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
    said: str,
) -> HttpResponse:
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            _told(form, refusal)
        else:
            notice(request, said)
            return after(request, "outbreaks:zone", row.outbreak_id, row.id)
    found = _found(request, row.outbreak_id, row.id)
    return _drawn(request, found, {name: form}, status=422)


def _found(request: HttpRequest, outbreak_id: UUID, zone_id: UUID) -> Zone:
    outbreak = found_outbreak(request, outbreak_id)
    row: Zone = get_object_or_404(queries.of_outbreak(outbreak), pk=zone_id)
    row.outbreak = outbreak
    return row


def _drawn(
    request: HttpRequest, row: Zone, typed: dict[str, django_forms.Form], status: int = 200
) -> HttpResponse:
    who, outbreak = who_asks(request), row.outbreak
    may_keep = permissions.may_keep(who, outbreak) and row.status == Status.ACTIVE
    context = {
        "outbreak": outbreak,
        "disease": outbreaks.label_of(outbreak.disease),
        "zone": row,
        "level": queries.level_label(row),
        "hamlets": queries.hamlets_of(row),
        "measures": queries.measure_labels(row),
        "orders": queries.orders_of(row),
        "supplies": queries.supplies_of(row)[:100],
        "totals": queries.totals_of(row),
        "history": queries.history(row, who)[:50],
        "is_over": queries.is_over(row),
        "is_unverified": zoning.is_unverified(row.starts_on),
        "may_keep": may_keep,
        **(_forms(row, outbreak) if may_keep else {}),
        **typed,
    }
    return page(request, "outbreaks/zone.html", context, status=status)


def _forms(row: Zone, outbreak: Outbreak) -> dict[str, django_forms.Form]:
    today = clock.today()
    until = max(row.until_on, today) + dt.timedelta(days=zoning.offered_days(today))
    paper = {"signed_on": today, "effective_on": today}
    return {
        "extend_form": forms.OrderForm(initial=paper | {"until_on": until}, prefix="extend"),
        "lift_form": forms.LiftForm(initial=paper, prefix="lift"),
        "count_form": forms.CountForm(
            initial={
                "households": row.households_known if row.households is None else row.households,
                "people": row.people_known if row.people is None else row.people,
            }
        ),
        "tick_form": forms.TickForm(
            initial={"measures": row.measures}, disease=outbreak.disease, on=row.starts_on
        ),
        "supply_form": forms.SupplyForm(initial={"given_on": today}, prefix="supply"),
    }
