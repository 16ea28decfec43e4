"""Pages of the work in an area: who is on duty, what is needed, beds ahead, who is asked after leaving."""

import datetime as dt
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.isolation_areas import forms, permissions
from tuyen.domains.isolation_areas.actions import work as actions
from tuyen.domains.isolation_areas.models import AfterCare
from tuyen.domains.isolation_areas.queries import ahead, areas
from tuyen.domains.isolation_areas.queries import work as queries
from tuyen.domains.isolation_areas.rules import needs
from tuyen.domains.isolation_areas.views.areas import found_area, told
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after as go_to
from tuyen.platform.ui.respond import notice, page
from tuyen.record.queries.beds import names_of

ROWS = 50


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.SEE)
def duty(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A week of shifts; a name is added below."""
    row, who, today = found_area(request, area_id), who_asks(request), clock.today()
    form = forms.DutyForm(request.POST or None, initial={"day": today})
    if form.is_bound and form.is_valid():
        try:
            actions.put_on_duty(area=row, by=who, **form.cleaned_data)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã xếp trực."))
            return go_to(request, "isolation_areas:duty", row.id)
    asked = forms.WeekForm(request.GET)
    day = (asked.cleaned_data["day"] if asked.is_valid() else None) or today
    first = day - dt.timedelta(days=day.weekday())
    labels = list(needs.shifts(today, get_language() or "vi").values())
    roster = [
        {"day": each.day, "cells": list(zip(labels, each.shifts, strict=True))}
        for each in queries.roster(row, first)
    ]
    context = {
        "area": row,
        "form": form,
        "shifts": labels,
        "roster": roster,
        "today": today,
        "before": first - queries.WEEK * queries.DAY,
        "after": first + queries.WEEK * queries.DAY,
        "may_manage": permissions.may_manage(who) and row.status == "open",
    }
    return page(request, "isolation_areas/duty.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.MANAGE)
def strike(request: HttpRequest, area_id: UUID, turn_id: UUID) -> HttpResponse:
    row = found_area(request, area_id)
    turn = queries.turn_of(row, turn_id)
    if turn is None:
        raise Http404
    actions.strike_turn(turn=turn, by=who_asks(request))
    notice(request, _("Đã bỏ khỏi ca trực."))
    return go_to(request, "isolation_areas:duty", row.id)


@require_GET
@never_cache
@protected(permissions.SEE)
def needs_of_today(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row = found_area(request, area_id)
    now = queries.today_of(row)
    context = {
        "area": row,
        "now": now,
        "inside": sum(now.people.values()),
        "doubt": needs.is_unverified(needs.SUPPLIES, clock.today()),
    }
    return page(request, "isolation_areas/needs.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def forecast(request: HttpRequest, area_id: UUID) -> HttpResponse:
    row = found_area(request, area_id)
    context = {
        "area": row,
        "ahead": ahead.ahead_of(row),
        "disease": areas.label_of(row.disease) if row.disease else "",
    }
    return page(request, "isolation_areas/forecast.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def after(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Who left and is to be asked, the first due first."""
    row, who = found_area(request, area_id), who_asks(request)
    which = "done" if request.GET.get("which") == "done" else ""
    shown = Paginator(queries.asked_for(row, which), ROWS).get_page(request.GET.get("page"))
    rows = list(shown)
    people = names_of((each.patient_id for each in rows), who)
    if people:
        note_reads(list(people), who, what="isolation", ground="report")
    context = {
        "area": row,
        "page_obj": shown,
        "rows": [(each, people.get(each.patient_id)) for each in rows],
        "is_done": which == "done",
        "today": clock.today(),
        "results": AfterCare.Result.choices,
        "may_care": permissions.may_care(who),
        "doubt": needs.is_unverified(needs.AFTER_CARE, clock.today()),
    }
    return page(request, "isolation_areas/after.html", context)


@require_POST
@protected(permissions.CARE)
def ask(request: HttpRequest, after_id: UUID) -> HttpResponse:
    """One tap: how somebody is."""
    who = who_asks(request)
    row: AfterCare = get_object_or_404(queries.after_care_for(who), pk=after_id)
    form = forms.AskForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Chọn: khỏe, còn triệu chứng, không gặp."), field="result")
    actions.ask(row=row, by=who, **form.cleaned_data)
    notice(request, _("Đã ghi."))
    return go_to(request, "isolation_areas:after", row.area_id)
