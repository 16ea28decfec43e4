"""The plan of the year: its lines, approval, what was done, and what the next survey says."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.domains.capability import forms, lists, permissions, rules, sheets
from tuyen.domains.capability.actions import plans as actions
from tuyen.domains.capability.models import PlanLine, YearPlan
from tuyen.domains.capability.queries import needs as queries
from tuyen.domains.capability.views.doors import done, spreadsheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print.listings import as_pdf, as_xlsx
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction

COURSES = "training.courses_for_needs"
MOST_OF_A_COURSE = 80  # needs named in one address


@require_http_methods(["GET", "POST"])
@protected(permissions.SEE)
def listed(request: HttpRequest) -> HttpResponse:
    """Plans of my side and of those who direct us; a new one is begun here.

    Begun from a topic (`kind`, `code` in the address), it goes on with that topic.
    """
    who = who_asks(request)
    topic = [request.GET.get(name, "") for name in ("kind", "code")]
    year = clock.today().year + 1
    initial = {"year": year, "title": _("Kế hoạch chỉ đạo tuyến năm %(year)d") % {"year": year}}
    form = forms.PlanForm(request.POST or None, initial=initial)
    made: list[YearPlan] = []
    if (
        form.is_bound
        and form.is_valid()
        and done(form, lambda told: made.append(actions.draw_up(by=who, **told)))
    ):
        if all(topic):
            return after(request, "capability:plan_add", made[0].id, *topic)
        return after(request, "capability:plan", made[0].id)
    context = {
        "plans": queries.with_figures(queries.plans_of(who)[:100]),
        "form": form,
        "may_plan": permissions.may_plan(who),
        "tab": "plans",
    }
    return page(request, "capability/plans.html", context, status=422 if form.is_bound else 200)


@require_GET
@protected(permissions.SEE)
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    found = _plan(who_asks(request), plan_id)
    return _plan_page(request, found, forms.ApproveForm())


def _plan_page(request: HttpRequest, found: YearPlan, form: forms.ApproveForm) -> HttpResponse:
    who = who_asks(request)
    lines = list(queries.lines_of(found))
    said = queries.outcomes(found, lines)
    standing = [line for line in lines if line.state != PlanLine.State.DROPPED]
    context = {
        "plan": found,
        "lines": [(line, said[line.id]) for line in lines],
        "cost": sum(line.cost_dong or 0 for line in standing),
        "done": sum(1 for line in standing if line.state == PlanLine.State.DONE),
        "standing": len(standing),
        "kinds": lists.kind_labels(),
        "money": lists.money_labels(),
        "form": form,
        "is_own": permissions.may_plan(who) and direction.facility_of(who.unit_id) == found.unit_id,
        "tab": "plans",
    }
    return page(request, "capability/plan.html", context, status=422 if form.is_bound else 200)


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    found = _plan(who_asks(request), plan_id)
    return spreadsheet(as_xlsx(sheets.plan_listing(found)), f"ke-hoach-{found.year}")


@require_GET
@protected(permissions.SEE)
def paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The plan on A4, to be signed."""
    found = _plan(who_asks(request), plan_id)
    headers = {"Content-Disposition": f'inline; filename="ke-hoach-{found.year}.pdf"'}
    content = as_pdf(sheets.plan_listing(found))
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def add(request: HttpRequest, plan_id: UUID, kind: str, code: str) -> HttpResponse:
    """A topic goes into the plan: how, when, with whose money."""
    who = who_asks(request)
    found = _plan(who, plan_id)
    needs = list(queries.of_topic(who, kind, code)[: actions.MOST_NEEDS])
    if not needs:
        raise Http404
    cost = sum(need.cost_dong or 0 for need in needs) or None
    form = forms.LineForm(
        request.POST or None, initial={"title": needs[0].title, "quarter": 1, "cost_dong": cost}
    )

    def act(told: dict[str, Any]) -> None:
        points = _points(who, kind, code)
        actions.add_line(plan=found, needs=needs, by=who, points=points, **told)

    if form.is_bound and form.is_valid() and done(form, act):
        notice(request, _("Đã đưa vào kế hoạch."))
        return after(request, "capability:plan", plan_id)
    units = {need.unit_id for need in needs}
    context = {
        "form": form,
        "plan": found,
        "needs": needs,
        "names": queries.unit_names(units),
        "units": len(units),
        "kind_label": lists.kind_labels().get(kind, kind),
    }
    return page(request, "capability/add_line.html", context, status=422 if form.is_bound else 200)


def _points(who: Actor, kind: str, code: str) -> float:
    ranked: list[rules.Ranked] = queries.ranked(who)
    same = (each for each in ranked if (each.topic.kind, each.topic.code) == (kind, code))
    return next((each.points for each in same), 0.0)


@require_POST
@protected(permissions.PLAN)
def approve(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _plan(who, plan_id)
    form = forms.ApproveForm(request.POST)
    if form.is_valid() and done(
        form, lambda told: actions.approve(plan=found, by=who, decision=told["decision"])
    ):
        notice(request, _("Kế hoạch đã duyệt."))
        return after(request, "capability:plan", plan_id)
    return _plan_page(request, found, form)


@require_http_methods(["GET", "POST"])
@protected(permissions.SEE)
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line: which units, how far it is."""
    who = who_asks(request)
    found = _line(who, line_id)
    form = forms.LineStateForm(request.POST or None)

    def act(told: dict[str, Any]) -> None:
        actions.move_line(line=found, to=told["state"], result=told["result"], by=who)

    if form.is_bound and form.is_valid() and done(form, act):
        return after(request, "capability:line", line_id)
    links = list(found.needs.filter(is_off=False)[:500])
    need_ids = [link.need_id for link in links]
    context = {
        "line": found,
        "plan": found.plan,
        "links": links,
        "names": queries.unit_names(link.of_unit_id for link in links),
        "outcome": queries.outcomes(found.plan, [found])[found.id],
        "kinds": lists.kind_labels(),
        "money": lists.money_labels(),
        "form": form,
        "course_url": _course_url(who, found, need_ids),
        "courses": _courses(found, need_ids),
        "is_own": permissions.may_plan(who) and direction.facility_of(who.unit_id) == found.unit_id,
    }
    return page(request, "capability/line.html", context, status=422 if form.is_bound else 200)


def _course_url(who: Actor, found: PlanLine, need_ids: list[UUID]) -> str:
    """Where a course for these needs is begun; empty where it is not for this reader."""
    if found.kind != "training" or not who.may("training.manage"):
        return ""
    asked = urlencode([("need", str(id_)) for id_ in need_ids[:MOST_OF_A_COURSE]])
    return f"{reverse('training:new_course')}?{asked}"


def _courses(found: PlanLine, need_ids: list[UUID]) -> list[Any]:
    """What the room of training holds for these needs, newest first."""
    if found.kind != "training" or COURSES not in facts.published():
        return []
    courses: list[Any] = facts.ask(COURSES, need_ids=need_ids)
    return courses


@require_POST
@protected(permissions.PLAN)
def drop(request: HttpRequest, line_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = _line(who, line_id)
    actions.drop_line(line=found, by=who)
    notice(request, _("Đã gỡ khỏi kế hoạch; các nhu cầu chờ xem xét lại."))
    return after(request, "capability:plan", found.plan_id)


def _plan(who: Actor, plan_id: UUID) -> YearPlan:
    found: YearPlan = get_object_or_404(queries.plans_of(who), pk=plan_id)
    return found


def _line(who: Actor, line_id: UUID) -> PlanLine:
    found = get_object_or_404(PlanLine, pk=line_id)
    get_object_or_404(queries.plans_of(who), pk=found.plan_id)
    return found
