"""Excursions: the list, one with its lots, what a person decides."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.vaccine_supply import lists, permissions
from tuyen.domains.vaccine_supply.actions import cold as actions
from tuyen.domains.vaccine_supply.forms import cold as forms
from tuyen.domains.vaccine_supply.models import Excursion, ExcursionLot
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.domains.vaccine_supply.queries.sheets import unit_names
from tuyen.domains.vaccine_supply.views.sheets import saved
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 30
State, Decision = Excursion.State, ExcursionLot.Decision
TONES: dict[str, str] = {State.OPEN: "warn", State.CLOSED: "good"}
LOT_TONES: dict[str, str] = {
    Decision.WAITING: "warn",
    Decision.USE: "good",
    Decision.QUARANTINE: "info",
    Decision.DISCARD: "danger",
}


def excursion_of(who: Actor, excursion_id: UUID) -> Excursion:
    found: Excursion = get_object_or_404(queries.excursions_for(who), pk=excursion_id)
    return found


@require_GET
@protected(permissions.SEE)
def excursions(request: HttpRequest) -> HttpResponse:
    who, state = who_asks(request), request.GET.get("state", "")
    rows = queries.excursions_for(who, state if state in State.values else "")
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    names = unit_names(row.unit_id for row in shown)
    context = {
        "page_obj": shown,
        "rows": [(row, names.get(row.unit_id), TONES.get(row.state, "neutral")) for row in shown],
        "state": state,
        "states": State.choices,
        "may_plan": who.may(permissions.PLAN),
    }
    return page(request, "vaccine_supply/excursions.html", context)


@require_GET
@protected(permissions.SEE)
def excursion(request: HttpRequest, excursion_id: UUID) -> HttpResponse:
    return _shown(request, excursion_of(who_asks(request), excursion_id))


def _shown(request: HttpRequest, found: Excursion, status: int = 200, **bound: Any) -> HttpResponse:
    labels = lists.vaccine_labels(clock.today())
    lots = queries.lots_of(found)
    bad_lot, bad_form = bound.pop("bad_lot", None), bound.pop("decision_form", None)
    context = {
        "row": found,
        "unit": unit_names([found.unit_id]).get(found.unit_id),
        "tone": TONES.get(found.state, "neutral"),
        "lots": [
            {
                "lot": lot,
                "vaccine": labels.get(lot.vaccine, lot.vaccine),
                "tone": LOT_TONES.get(lot.decision, "neutral"),
                "form": bad_form if lot.id == bad_lot else _decision_form(lot),
                "is_bad": lot.id == bad_lot,
                "may_decide": lot.decision != Decision.DISCARD,
            }
            for lot in lots
        ],
        "is_open": found.state == State.OPEN,
        "may_plan": permissions.may_plan(who_asks(request), found.unit_id),
        "lot_form": forms.LotForm(),
        "close_form": forms.CloseForm(),
    }
    return page(request, "vaccine_supply/excursion.html", context | bound, status=status)


def _decision_form(lot: ExcursionLot) -> forms.DecisionForm:
    shaken = {True: "yes", False: "no"}.get(lot.has_passed_shaking, "")  # type: ignore[arg-type]
    told = {"vvm_stage": lot.vvm_stage, "has_passed_shaking": shaken, "decision": lot.decision}
    return forms.DecisionForm(initial=told | {"reason": lot.reason}, auto_id=f"id_{lot.id.hex}_%s")


@require_POST
@protected(permissions.PLAN)
def add_lot(request: HttpRequest, excursion_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = excursion_of(who, excursion_id)
    form = forms.LotForm(request.POST)
    if saved(form, lambda: actions.add_lot(excursion=found, by=who, **form.cleaned_data)):
        return after(request, "vaccine_supply:excursion", found.id)
    return _shown(request, found, 422, lot_form=form)


@require_POST
@protected(permissions.PLAN)
def decide_lot(request: HttpRequest, inside_id: UUID) -> HttpResponse:
    who = who_asks(request)
    lot = get_object_or_404(queries.lots_for(who), pk=inside_id)
    form = forms.DecisionForm(request.POST, auto_id=f"id_{lot.id.hex}_%s")
    if saved(form, lambda: actions.decide(lot=lot, by=who, **form.cleaned_data)):
        notice(request, _("Đã ghi quyết định của lô %(lot)s.") % {"lot": lot.lot_number})
        return after(request, "vaccine_supply:excursion", lot.excursion_id)
    found = excursion_of(who, lot.excursion_id)
    return _shown(request, found, 422, decision_form=form, bad_lot=lot.id)


@require_POST
@protected(permissions.PLAN)
def close(request: HttpRequest, excursion_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = excursion_of(who, excursion_id)
    form = forms.CloseForm(request.POST)
    if saved(form, lambda: actions.close(excursion=found, by=who, **form.cleaned_data)):
        notice(request, _("Đã xử lý xong."))
        return after(request, "vaccine_supply:excursions")
    return _shown(request, found, 422, close_form=form)
