"""Pages of response plans: the list, the opening, one plan with its phase and what is due."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.response_plans import forms, permissions, printed, rules
from tuyen.domains.response_plans.actions import plans as actions
from tuyen.domains.response_plans.models import PhaseSwitch, ResponsePlan
from tuyen.domains.response_plans.queries import ground
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.words import conditions, due_words
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who, words = who_asks(request), request.GET.get("q", "")[:80]
    state = request.GET.get("state", queries.FORCE)
    found = queries.listed(who, state, words)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    names = queries.unit_names(row.unit_id for row in shown)
    current = queries.current_of(shown)
    context = {
        "page_obj": shown,
        "rows": [_row(row, names, current.get(row.id)) for row in shown],
        "state": state,
        "q": words,
        "may_write": permissions.may_write(who),
    }
    return page(request, "response_plans/home.html", context)


def _row(
    plan: ResponsePlan, names: dict[UUID, str], current: PhaseSwitch | None
) -> tuple[ResponsePlan, str, str, str]:
    phase = queries.phase_of(plan, current.phase) if current else None
    label = queries.disease_label(plan.disease)
    return plan, label, names.get(plan.unit_id, ""), phase.name if phase else ""


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.WRITE)
def open_(request: HttpRequest) -> HttpResponse:
    initial = {"within_days": rules.within_days(clock.today())}
    form = forms.PlanForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            said = actions.Said(**form.cleaned_data)
            made = actions.open_plan(said=said, by=who_asks(request))
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lập bản nháp theo khung. Sửa từng giai đoạn rồi trình duyệt."))
            return after(request, "response_plans:plan", made.id)
    context = {"form": form, "is_unverified": rules.is_unverified(clock.today())}
    return page(request, "response_plans/open.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return drawn(request, found_plan(request, plan_id), {})


@require_GET
@never_cache
@protected(permissions.SEE)
def paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = found_plan(request, plan_id)
    made = printed.plan_pdf(row)
    return HttpResponse(made, content_type="application/pdf")


@require_POST
@protected(permissions.APPROVE)
def approve(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row, form = found_plan(request, plan_id), forms.ApproveForm(request.POST)
    return acted(
        request,
        row,
        ("approve_form", form),
        lambda: actions.approve(plan=row, by=who_asks(request), **form.cleaned_data),
    )


@require_POST
@protected(permissions.APPROVE)
def end(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row, form = found_plan(request, plan_id), forms.EndForm(request.POST)
    return acted(
        request,
        row,
        ("end_form", form),
        lambda: actions.end(plan=row, by=who_asks(request), **form.cleaned_data),
    )


@require_POST
@protected(permissions.WRITE)
def drop(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    actions.drop(plan=found_plan(request, plan_id), by=who_asks(request))
    notice(request, _("Đã bỏ bản nháp."))
    return after(request, "response_plans:home")


@require_POST
@protected(permissions.WRITE)
def revise(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    made = actions.revise(plan=found_plan(request, plan_id), by=who_asks(request))
    notice(request, _("Đã lập bản nháp mới. Kế hoạch cũ còn hiệu lực đến khi bản mới được duyệt."))
    return after(request, "response_plans:plan", made.id)


def found_plan(request: HttpRequest, plan_id: UUID) -> ResponsePlan:
    row: ResponsePlan = get_object_or_404(queries.visible_to(who_asks(request)), pk=plan_id)
    return row


def told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def acted(
    request: HttpRequest,
    row: ResponsePlan,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
) -> HttpResponse:
    """Done and back to the plan, or its page with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "response_plans:plan", row.id)
    return drawn(request, found_plan(request, row.id), {name: form}, status=422)


def drawn(
    request: HttpRequest,
    row: ResponsePlan,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    who, phases = who_asks(request), queries.phases_of(row)
    switches = [] if row.is_draft else queries.switches_of(row)
    current = queries.in_force(switches)
    phase = queries.phase_of(row, current.phase) if current else None
    lines = queries.checklist_of(row, current)
    stock = queries.on_hand(row, who, phases)
    context = {
        "plan": row,
        "disease": queries.disease_label(row.disease),
        "unit": queries.unit_names([row.unit_id]).get(row.unit_id, ""),
        "phases": [_phase_lines(each, stock, current) for each in phases],
        "current": current,
        "phase": phase,
        "lines": [(line, due_words(line.measure.due_hours)) for line in lines],
        "supplies": _supplies(phase, stock),
        "overdue": sum(line.is_overdue for line in lines),
        "done": sum(line.is_done for line in lines),
        "history": [(each, queries.phase_of(row, each.phase)) for each in switches],
        "may_write": permissions.may_write(who, row),
        "may_approve": permissions.may_approve(who, row),
        "is_unverified": rules.is_unverified(clock.today()),
        **_proposal(row, phases, who),
        **_blank_forms(phases),
        **typed,
    }
    return page(request, "response_plans/plan.html", context, status=status)


def _proposal(row: ResponsePlan, phases: tuple[rules.Phase, ...], who: Actor) -> dict[str, Any]:
    figures = ground.figures_of(row, who) if row.is_in_force else None
    return {
        "figures": figures,
        "proposed": rules.proposed(phases, figures) if figures else None,
    }


def _phase_lines(
    phase: rules.Phase, stock: dict[str, int], current: PhaseSwitch | None
) -> dict[str, Any]:
    return {
        "phase": phase,
        "from": conditions(phase),
        "measures": [(each, due_words(each.due_hours)) for each in phase.measures],
        "supplies": _supplies(phase, stock),
        "is_current": current is not None and current.phase == phase.code,
    }


def _supplies(
    phase: rules.Phase | None, stock: dict[str, int]
) -> list[tuple[rules.Supply, int | None]]:
    """What the phase needs in all, beside what the store has; None: the store does not know it."""
    if phase is None:
        return []
    return [(each, stock.get(each.code) if each.code else None) for each in rules.needed(phase)]


def _blank_forms(phases: tuple[rules.Phase, ...]) -> dict[str, Any]:
    return {
        "approve_form": forms.ApproveForm(),
        "end_form": forms.EndForm(),
        "switch_form": forms.SwitchForm(phases=phases),
        "strike_form": forms.StrikeForm(),
    }
