"""Pages of plans, of the log of direction work, and of how evenly it was given."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.memory import asked_once
from tuyen.domains.steering import permissions, sheets, words
from tuyen.domains.steering.actions import plans as actions
from tuyen.domains.steering.forms import plans as forms
from tuyen.domains.steering.models import DirectionPlan, PlanLine
from tuyen.domains.steering.queries import plans as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.views.filling import filled
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.print.listings import as_pdf, as_xlsx
from tuyen.platform.ui.respond import after, notice, page

ROWS = 40
FORM = "steering/form.html"


@require_GET
@protected(permissions.SEE)
def plans(request: HttpRequest) -> HttpResponse:
    """Plans of both sides: ours, those below, and those of others that name us."""
    who = who_asks(request)
    shown = Paginator(queries.plans_seen_by(who), ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "sums": queries.sums_of(shown.object_list),
        "may_plan": permissions.may_log(who),
        "total": shown.paginator.count,
    }
    return page(request, "steering/plans.html", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE, permissions.ASK)
def new_plan(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    side = "directs" if who.may(permissions.MANAGE) else "directed"
    initial = {"year": clock.today().year, "side": side, "quarter": 0}
    form = forms.PlanForm(request.POST or None, initial=initial)

    def act() -> HttpResponse:
        row = actions.draw_up(by=who, **form.cleaned_data)
        notice(request, _("Đã lập kế hoạch. Thêm từng việc bên dưới."))
        return after(request, "steering:plan", row.id)

    return filled(request, form, act, FORM, {"title": _("Lập kế hoạch chỉ đạo tuyến")})


def _plan(request: HttpRequest, plan_id: UUID) -> DirectionPlan:
    found: DirectionPlan = get_object_or_404(queries.plans_seen_by(who_asks(request)), pk=plan_id)
    return found


@require_http_methods(["GET", "POST"])
@protected(permissions.SEE)
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan with its lines, what of each is done, and one more line while it is a draft."""
    who, row = who_asks(request), _plan(request, plan_id)
    may_plan = permissions.may_plan(who, row)
    if request.method == "POST":
        permissions.require_plan(who, row)
    is_open = may_plan and row.status == "draft"
    partners = queries.partners(who, clock.today()) if is_open else {}
    ours = {id_: each for id_, each in partners.items() if each[1] == row.side}
    form = forms.LineForm(request.POST or None, partners=ours)

    def act() -> HttpResponse:
        actions.add_line(plan=row, said=form.said(), by=who)
        notice(request, _("Đã thêm việc."))
        return after(request, "steering:plan", row.id)

    lines = queries.lines_of(row)
    context = {
        "plan": row,
        "lines": lines,
        "days": sum(line.row.person_days for line in lines),
        "done": sum(line.done_days for line in lines),
        "cost": sum(line.row.cost for line in lines),
        "kinds": words.work_kinds(),
        "is_open": is_open,
        "unit": queries.sums_of([row])[0].unit,
    }
    return filled(request, form, act, "steering/plan.html", context)


@require_GET
@protected(permissions.SEE)
def plan_sheet(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    content = as_xlsx(sheets.plan_listing(_plan(request, plan_id)))
    headers = {"Content-Disposition": 'attachment; filename="ke-hoach-chi-dao.xlsx"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


@require_GET
@protected(permissions.SEE)
def plan_paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The plan on A4, to be signed."""
    content = as_pdf(sheets.plan_listing(_plan(request, plan_id)))
    headers = {"Content-Disposition": 'inline; filename="ke-hoach-chi-dao.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
@protected(permissions.MANAGE, permissions.ASK)
def approve_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = actions.approve(plan=_plan(request, plan_id), by=who_asks(request))
    notice(request, _("Đã duyệt kế hoạch."))
    return after(request, "steering:plan", row.id)


@require_POST
@protected(permissions.MANAGE, permissions.ASK)
def remove_line(request: HttpRequest, plan_id: UUID, line_id: UUID) -> HttpResponse:
    row = _plan(request, plan_id)
    line: PlanLine = get_object_or_404(queries.lines_in(row), pk=line_id)
    actions.remove_line(line=line, by=who_asks(request))
    notice(request, _("Đã bỏ dòng."))
    return after(request, "steering:plan", row.id)


@require_GET
@protected(permissions.SEE)
def log(request: HttpRequest) -> HttpResponse:
    """Direction work of a year or a quarter, newest first."""
    who, period = who_asks(request), forms.PeriodForm(request.GET)
    _year, _quarter, kind = period.chosen()
    found = queries.listed(who, *period.period(), kind=kind)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "entries": shown.object_list,
        "names": queries.entry_names(shown.object_list),
        "kinds": words.work_kinds(),
        "may_log": permissions.may_log(who),
        "total": shown.paginator.count,
        **_period(period),
    }
    return page(request, "steering/log.html", context)


def _period(form: forms.PeriodForm) -> dict[str, Any]:
    year, quarter, kind = form.chosen()
    first, last = form.period()
    return {
        "period": form,
        "year": year,
        "quarter": quarter,
        "kind": kind,
        "first": first,
        "last": last,
    }


@require_GET
@protected(permissions.SEE)
def log_sheet(request: HttpRequest) -> HttpResponse:
    period = forms.PeriodForm(request.GET)
    _year, _quarter, kind = period.chosen()
    found = queries.listed(who_asks(request), *period.period(), kind=kind)
    return HttpResponse(
        sheets.entries_sheet(found[: sheets.MOST]),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="nhat-ky-chi-dao.xlsx"'},
    )


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE, permissions.ASK)
def new_entry(request: HttpRequest) -> HttpResponse:
    who, day = who_asks(request), clock.today()
    form = forms.EntryForm(
        request.POST or None,
        partners=queries.partners(who, day),
        lines=queries.open_lines(who, day.year),
        agreements=queries.agreements_with(who),
        initial={"other": request.GET.get("unit", "")},
    )

    def act() -> HttpResponse:
        actions.log_work(said=form.said(), by=who)
        notice(request, _("Đã ghi vào nhật ký."))
        return after(request, "steering:log")

    return filled(request, form, act, FORM, {"title": _("Ghi việc chỉ đạo tuyến")})


@require_POST
@protected(permissions.MANAGE, permissions.ASK)
def strike_out(request: HttpRequest, work_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = get_object_or_404(queries.entries_seen_by(who), pk=work_id)
    actions.strike_out(entry=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã gạch dòng nhật ký."))
    return after(request, "steering:log")


@require_GET
@protected(permissions.SEE)
@asked_once()
def work(request: HttpRequest) -> HttpResponse:
    """Person-days given to each unit against what its size and distance would make its share."""
    who, period = who_asks(request), forms.PeriodForm(request.GET)
    table = queries.table(clock.today(), facility_of(who))
    context = {
        "work": queries.work(who, *period.period()),
        "kinds": words.work_kinds(),
        "verdicts": words.VERDICTS,
        "table": table,
        **_period(period),
    }
    return page(request, "steering/work.html", context)
