"""Adverse events after doses: told from the dose, listed with their clock, sent, the lot released."""

import datetime as dt
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import events as actions
from tuyen.domains.immunization.forms.events import EventForm
from tuyen.domains.immunization.queries import events as queries
from tuyen.domains.immunization.queries.coverage import units_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines
from tuyen.record.chart import opened_chart
from tuyen.record.queries.immunizations import visible_dose

ROWS = 30
LOTS_SINCE = dt.timedelta(days=90)


@require_GET
@never_cache
@protected(permissions.GIVE)
def listed(request: HttpRequest) -> HttpResponse:
    shown = Paginator(queries.visible_to(who_asks(request)), ROWS).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    names, today = queries.names_of(rows), clock.today()
    lines = [
        (row, names.get(row.patient_id, ""), vaccines.name_of(row.vaccine, today)) for row in rows
    ]
    context = {"page_obj": shown, "lines": lines, "now": clock.now()}
    return page(request, "immunization/events.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def below(request: HttpRequest) -> HttpResponse:
    """For whoever oversees units: their reactions without names, the serious ones first asked for."""
    who, now, today = who_asks(request), clock.now(), clock.today()
    is_serious = request.GET.get("all") != "1"
    rows = queries.told_below(who, is_serious=is_serious)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    units = {unit.unit_id: unit.name for unit in units_of(who)}
    lines = [
        (row, units.get(row.unit_id, ""), vaccines.name_of(row.vaccine, today))
        for row in shown.object_list
    ]
    lots = [
        (lot, vaccines.name_of(lot.vaccine, today))
        for lot in queries.lots_below(who, now - LOTS_SINCE)
    ]
    context = {"page_obj": shown, "lines": lines, "lots": lots, "now": now,
               "is_serious": is_serious, "days": LOTS_SINCE.days}  # fmt: skip
    return page(request, "immunization/events_below.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def tell(request: HttpRequest, dose_id: UUID) -> HttpResponse:
    who = who_asks(request)
    dose = visible_dose(dose_id, who)
    if dose is None:
        raise Http404
    chart = opened_chart(dose.patient_id, who, what="immunizations")
    is_post = request.method == "POST"
    form = EventForm(request.POST) if is_post else EventForm(initial={"day": clock.today()})
    if is_post and form.is_valid():
        said = form.cleaned_data
        try:
            row = actions.tell_event(
                dose=dose,
                is_serious=said["is_serious"],
                began_at=form.began_at(),
                signs=said["signs"],
                care=said["care"],
                by=who,
            )
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, _serious() if row.is_serious else _("Đã ghi phản ứng sau tiêm."))
            return after(request, "immunization:events")
    vaccine = vaccines.name_of(dose.vaccine, dose.given_on)
    context = {"person": chart.person, "dose": dose, "vaccine": vaccine, "form": form}
    return page(request, "immunization/event.html", context, status=422 if is_post else 200)


def _serious() -> str:
    return _(
        "Đã ghi phản ứng nặng. Dừng buổi tiêm; lô đã tạm dừng; báo Sở Y tế và CDC trong 24 giờ."
    )


@require_POST
@protected(permissions.GIVE)
def sent(request: HttpRequest, event_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.send_event(event=get_object_or_404(queries.visible_to(who), pk=event_id), by=who)
    notice(request, _("Đã ghi là báo cáo lên trên."))
    return after(request, "immunization:events")


@require_POST
@protected(permissions.GIVE)
def release(request: HttpRequest, event_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.release_lot(event=get_object_or_404(queries.visible_to(who), pk=event_id), by=who)
    notice(request, _("Lô được dùng lại."))
    return after(request, "immunization:events")
