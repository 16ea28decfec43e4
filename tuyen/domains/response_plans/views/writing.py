"""A draft is written, phase by phase."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.response_plans import forms, permissions, rules
from tuyen.domains.response_plans.actions import plans as actions
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.views.plans import found_plan, told
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.WRITE)
def write(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One phase: its conditions on top, its measures below; `measure` in the address is being changed."""
    row = _own_draft(request, plan_id)
    phase = _phase(request, row)
    if request.method != "POST":
        return _drawn(request, row, phase, {})
    form = forms.ConditionForm(request.POST)
    if form.is_valid():
        try:
            said = actions.Condition(**form.cleaned_data)
            actions.set_phase(plan=row, code=phase.code, said=said, by=who_asks(request))
        except Refused as refusal:
            told(form, refusal)
        else:
            return _saved(request, row, phase)
    return _drawn(request, row, phase, {"phase_form": form}, status=422)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.WRITE)
def rename(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = _own_draft(request, plan_id)
    names = ("name", "disease", "basis", "within_days")
    form = forms.PlanForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )
    if form.is_bound and form.is_valid():
        try:
            said = actions.Said(**form.cleaned_data)
            actions.rename(plan=row, said=said, by=who_asks(request))
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "response_plans:plan", row.id)
    context = {"form": form, "plan": row}
    return page(request, "response_plans/open.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.WRITE)
def measure(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = _own_draft(request, plan_id)
    phase, form = _phase(request, row), forms.MeasureForm(request.POST)
    if form.is_valid():
        try:
            said = form.said()
            actions.set_measure(plan=row, code=phase.code, measure=said, by=who_asks(request))
        except Refused as refusal:
            told(form, refusal)
        else:
            return _saved(request, row, phase)
    return _drawn(request, row, phase, {"measure_form": form}, status=422)


@require_POST
@protected(permissions.WRITE)
def drop_measure(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = _own_draft(request, plan_id)
    phase, key = _phase(request, row), request.POST.get("key", "")[:40]
    actions.drop_measure(plan=row, code=phase.code, key=key, by=who_asks(request))
    return _saved(request, row, phase)


def _own_draft(request: HttpRequest, plan_id: UUID) -> ResponsePlan:
    """Somebody else's plan, or one that was approved, has no page to write at."""
    row = found_plan(request, plan_id)
    if not row.is_draft or not permissions.may_write(who_asks(request), row):
        raise Http404
    return row


def _phase(request: HttpRequest, row: ResponsePlan) -> rules.Phase:
    phases = queries.phases_of(row)
    if not phases:
        raise Http404
    wanted = request.GET.get("phase", "")
    return next((each for each in phases if each.code == wanted), phases[0])


def _saved(request: HttpRequest, row: ResponsePlan, phase: rules.Phase) -> HttpResponse:
    notice(request, _("Đã lưu."))
    return redirect(reverse("response_plans:write", args=[row.id]) + f"?phase={phase.code}")


def _drawn(
    request: HttpRequest,
    row: ResponsePlan,
    phase: rules.Phase,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    key = request.GET.get("measure", "")
    chosen = next((each for each in phase.measures if each.key == key), None)
    begin: dict[str, Any] = forms.as_typed(chosen) if chosen else {}
    names = ("name", "when", "from_cases", "from_places", "from_inpatients")
    context = {
        "plan": row,
        "disease": queries.disease_label(row.disease),
        "phases": queries.phases_of(row),
        "phase": phase,
        "chosen": chosen,
        "phase_form": forms.ConditionForm(initial={name: getattr(phase, name) for name in names}),
        "measure_form": forms.MeasureForm(initial=begin),
        **typed,
    }
    return page(request, "response_plans/write.html", context, status=status)
