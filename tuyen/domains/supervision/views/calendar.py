"""The calendar of rounds, the units to be visited by risk, plans, trends, the tab of a unit."""

import datetime as dt
import uuid
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.text import whole_number
from tuyen.domains.supervision import permissions, rules
from tuyen.domains.supervision.actions import rounds as acts
from tuyen.domains.supervision.forms import PlanForm, grades
from tuyen.domains.supervision.models import SupervisionRound
from tuyen.domains.supervision.queries import findings, rounds
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.terms import settled

SEE, MANAGE = permissions.SEE, permissions.MANAGE
SIDE_ROWS, PAGE_ROWS = 8, 30
DAY_NAMES = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))


@require_GET
@protected(SEE)
def home(request: HttpRequest) -> HttpResponse:
    """A month or a quarter; beside it who has not been visited for too long."""
    who, today = who_asks(request), clock.today()
    at, is_quarter = _day(request.GET.get("at", ""), today), request.GET.get("span") == "quarter"
    first, last = _span(at, is_quarter)
    found: list[Any] = list(rounds.between(who, first, last))
    names = {row.to_unit_id: row.to_name or "" for row in found}
    may_manage = who.may(MANAGE)
    context: dict[str, Any] = {
        "rows": [(row, names.get(row.to_unit_id, "")) for row in found],
        "weeks": [] if is_quarter else _weeks(found, names, first, last, today),
        "day_names": [str(name) for name in DAY_NAMES],
        "first": first,
        "last": last,
        "is_quarter": is_quarter,
        "before": first - dt.timedelta(days=1),
        "following": last + dt.timedelta(days=1),
        "counts": findings.counts(who, today),
        "may_manage": may_manage,
        "due": _due_units(request)[:SIDE_ROWS] if may_manage else [],
    }
    return page(request, "supervision/home.html", context)


def _day(text: str, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return today


def _span(at: dt.date, is_quarter: bool) -> tuple[dt.date, dt.date]:
    return rules.quarter_of(at) if is_quarter else (at.replace(day=1), rules.month_end(at))


def _weeks(
    found: list[SupervisionRound],
    names: dict[UUID, str],
    first: dt.date,
    last: dt.date,
    today: dt.date,
) -> list[list[dict[str, Any]]]:
    """Weeks from Monday; each day with its rounds, blank outside the month."""
    day = first - dt.timedelta(days=first.weekday())
    weeks = []
    while day <= last:
        week = [day + dt.timedelta(days=n) for n in range(7)]
        weeks.append(
            [
                {
                    "day": each,
                    "is_in": first <= each <= last,
                    "is_today": each == today,
                    "rounds": [
                        (row, names.get(row.to_unit_id, ""))
                        for row in found
                        if row.starts_on <= each <= row.ends_on
                    ],
                }
                for each in week
            ]
        )
        day += dt.timedelta(days=7)
    return weeks


def _due_units(request: HttpRequest) -> list[rounds.Candidate]:
    all_ = rounds.candidates(who_asks(request), clock.today())
    return [each for each in all_ if each.is_unvisited and each.next_on is None]


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def candidates(request: HttpRequest) -> HttpResponse:
    """Units by risk; those chosen become rounds of a plan."""
    who, today = who_asks(request), clock.today()
    months = _months(request.GET.get("months", ""))
    found = rounds.candidates(who, today, months)
    first, last = rules.quarter_of(today)
    start = {"from_on": max(first, today), "to_on": last, "leader_name": who.name}
    units = [each.unit for each in found]
    form = PlanForm(request.POST or None, units=units, initial=start)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (plan := _planned(request, form)):
            notice(request, gettext("Đã lập kế hoạch và đưa các đợt lên lịch."))
            return after(request, "supervision:home", at=plan.from_on.isoformat(), span="quarter")
        status = 422
    only = request.GET.get("only", "")
    shown = [each for each in found if only != "unvisited" or each.is_unvisited]
    context = {
        "page_obj": Paginator(shown, PAGE_ROWS * 10).get_page(request.GET.get("page")),
        "unvisited": sum(each.is_unvisited for each in found),
        "all": len(found),
        "only": only,
        "months": months or int(settled.on(rules.RISK, today, who.unit_id)["unvisited_months"]),
        "form": form,
        "plans": rounds.plans_of(who)[:10],
        "chosen": set(request.POST.getlist("units")),
    }
    return page(request, "supervision/candidates.html", context, status=status)


def _months(text: str) -> int:
    return min(whole_number(text) or 0, 120)


def _planned(request: HttpRequest, form: PlanForm) -> Any:
    said = form.cleaned_data
    try:
        return acts.make_plan(
            title=said["title"],
            number=said["number"],
            from_on=said["from_on"],
            to_on=said["to_on"],
            unit_ids=said["units"],
            form_code=said["form_code"],
            leader_name=said["leader_name"],
            by=who_asks(request),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


@require_GET
@protected(SEE)
def trends(request: HttpRequest) -> HttpResponse:
    found = rounds.trends(who_asks(request), clock.today())
    known = grades(clock.today())
    rows = [
        (quarter, [quarter.findings.get(code, 0) for code, _label in known]) for quarter in found
    ]
    context = {
        "quarters": rows,
        "grades": known,
        "percents": [quarter.percent for quarter in found],
        "may_manage": who_asks(request).may(MANAGE),
        "has_any": any(quarter.rounds for quarter in found),
    }
    return page(request, "supervision/trends.html", context)


@require_GET
@protected(SEE)
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Tab of a unit: its rounds and what it owes."""
    who, today = who_asks(request), clock.today()
    if not direction.reaches(who, unit_id):
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_id)
    waiting = findings.filtered(who, today, state="open", unit_id=unit_id)[:PAGE_ROWS]
    found = list(rounds.of_unit(unit_id)[:PAGE_ROWS])
    context = {
        "unit": unit,
        "rounds": found,
        "percents": [row.percent for row in reversed(found)],
        "rows": findings.rows_of(waiting, today, get_language() or "vi"),
        "may_manage": who.may(MANAGE) and unit_id != direction.facility_of(who.unit_id),
    }
    return page(request, "supervision/unit.html", context)


def uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
