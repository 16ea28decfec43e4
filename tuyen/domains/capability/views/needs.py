"""Needs by topic, ranked; one by one; of one unit; proposed by hand."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.capability import forms, lists, permissions, sheets
from tuyen.domains.capability.actions import needs as actions
from tuyen.domains.capability.models import Need
from tuyen.domains.capability.queries import needs as queries
from tuyen.domains.capability.views.doors import ROWS, done, form_page, spreadsheet, unit_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

MOST_UNITS = 400


@require_GET
@protected(permissions.SEE)
def topics(request: HttpRequest) -> HttpResponse:
    """What is asked for most urgently: one line a topic, ranked by the rule."""
    who, kind = who_asks(request), request.GET.get("kind", "")
    ranked = queries.ranked(who, kind=kind)
    today = clock.today()
    context = {
        "page_obj": Paginator(ranked, ROWS).get_page(request.GET.get("page")),
        "kinds": lists.kind_labels(),
        "kind": kind,
        "weights": lists.weights(today, who.unit_id),
        "is_unverified": lists.is_unverified(today, who.unit_id),
        "may_propose": permissions.may_propose(who),
        "may_plan": permissions.may_plan(who),
        "tab": "needs",
    }
    return page(request, "capability/needs.html", context)


@require_GET
@protected(permissions.SEE)
def topic(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Which units need it, how many people they serve; into which plan it can go."""
    who = who_asks(request)
    found = queries.of_topic(who, kind, code)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = list(shown)
    if not rows:
        raise Http404
    plans = queries.plans_of(who).filter(state="draft") if permissions.may_plan(who) else ()
    context = {
        "kind": kind,
        "code": code,
        "title": rows[0].title,
        "page_obj": shown,
        "names": queries.unit_names(need.unit_id for need in rows),
        "kinds": lists.kind_labels(),
        "plans": plans,
        "may_plan": permissions.may_plan(who),
        "tab": "needs",
    }
    return page(request, "capability/topic.html", context)


@require_GET
@protected(permissions.SEE)
def listed(request: HttpRequest) -> HttpResponse:
    """Needs one by one, with their state."""
    who = who_asks(request)
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "state", "kind")}
    found = queries.filtered(who, words=asked["q"], state=asked["state"], kind=asked["kind"])
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "names": queries.unit_names(need.unit_id for need in shown),
        "kinds": lists.kind_labels(),
        "states": list(Need.State),
        "asked": asked,
        "tab": "list",
    }
    return page(request, "capability/need_list.html#found", context)


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    found = queries.filtered(who, state=request.GET.get("state", ""))
    return spreadsheet(sheets.need_sheet(found), "nhu-cau")


@require_GET
@protected(permissions.SEE)
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """What one unit asked for, and what was promised."""
    who = who_asks(request)
    found = unit_of(who, unit_id)
    shown = Paginator(queries.of_unit(unit_id), ROWS).get_page(request.GET.get("page"))
    context = {
        "unit": found,
        "page_obj": shown,
        "promised": queries.planned_for(unit_id)[:ROWS],
        "kinds": lists.kind_labels(),
        "may_propose": permissions.may_propose(who),
        "tab": "needs",
    }
    return page(request, "capability/unit_needs.html", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.PROPOSE, permissions.PLAN)
def new(request: HttpRequest) -> HttpResponse:
    """Somebody asks by hand; other rooms link here with the unit, kind and code."""
    who = who_asks(request)
    asked = {key: request.GET.get(key, "") for key in ("kind", "code", "title")}
    initial: dict[str, Any] = asked | {"unit_id": request.GET.get("unit") or _own(who)}
    form = forms.NeedForm(request.POST or None, units=_units(who), initial=initial)
    made: list[Need] = []
    if (
        form.is_bound
        and form.is_valid()
        and done(form, lambda told: made.append(actions.propose(by=who, **told)))
    ):
        notice(request, _("Đã gửi nhu cầu."))
        return after(request, "capability:need", made[0].id)
    return form_page(
        request,
        form,
        title=_("Đề xuất nhu cầu"),
        about=_("Nhu cầu cùng chủ đề của các đơn vị được gộp lại khi xếp thứ tự."),
        back="capability:home",
    )


def _own(who: Actor) -> str:
    return str(direction.facility_of(who.unit_id))


def _units(who: Actor) -> list[tuple[str, str]]:
    """Units that the asker may speak for; their own first."""
    own = direction.facility_of(who.unit_id)
    found = Unit.objects.filter(pk__in=direction.reach(who)).exclude(
        kind__in=("department", "service_point")
    )
    rows = found.order_by("name_fold").values_list("id", "name")[:MOST_UNITS]
    return sorted(((str(id_), name) for id_, name in rows), key=lambda row: row[0] != str(own))


@require_GET
@protected(permissions.SEE)
def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    return _need_page(request, need_id, forms.NeedStateForm())


@require_POST
@protected(permissions.PROPOSE, permissions.PLAN)
def state(request: HttpRequest, need_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found: Need = get_object_or_404(queries.visible_to(who), pk=need_id)
    form = forms.NeedStateForm(request.POST)

    def act(told: dict[str, Any]) -> None:
        actions.change_state(need=found, to=told["state"], note=told["note"], by=who)

    if form.is_valid() and done(form, act):
        notice(request, _("Đã lưu."))
        return after(request, "capability:need", need_id)
    return _need_page(request, need_id, form)


def _need_page(request: HttpRequest, need_id: UUID, form: forms.NeedStateForm) -> HttpResponse:
    who = who_asks(request)
    found: Need = get_object_or_404(queries.visible_to(who), pk=need_id)
    context = {
        "need": found,
        "unit": get_object_or_404(Unit, pk=found.unit_id),
        "lines": queries.planned_for(found.unit_id).filter(need_id=found.id),
        "kinds": lists.kind_labels(),
        "form": form,
        "may_judge": permissions.may_plan(who) or permissions.may_propose(who),
    }
    return page(request, "capability/need.html", context, status=422 if form.is_bound else 200)
