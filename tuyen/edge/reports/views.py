"""Pages of the activity report."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.reports import chart, exports, forms, people, permissions, queries, tables
from tuyen.edge.reports.report import activity_report, recount
from tuyen.edge.reports.words import period_label
from tuyen.platform.access.doors import protected
from tuyen.platform.ui.respond import page

PAGE_SIZE = 50
PAPERS = ("xlsx", "pdf", "csv", "svg")


@protected(permissions.SEE)
@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    asked = forms.asked(request.GET)
    report = activity_report(asked, _who(request))
    title = exports.title_of(report)
    context = {
        "report": report,
        "title": title,
        "grid": tables.grid_of(report),
        "filters": tables.filters_of(report),
        "wide": chart.bars(report.table, title),
        "narrow": chart.bars(report.table, title, width=chart.NARROW),
        "source": exports.source_line(report),
        "hidden_note": exports.hidden_note(report),
        "endings": PAPERS,
    }
    if report.is_empty and (year := queries.newest_year()):
        context |= {"newest_year": year, "newest_url": tables.year_address(year)}
    return page(request, "reports/activity.html", context)


@protected(permissions.SEE)
@require_GET
def facility(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The visits behind a number; names only with leave to see them."""
    who = _who(request)
    unit = get_object_or_404(queries.unit_of(who, unit_id))
    asked = forms.asked(request.GET)
    context: dict[str, Any] = {
        "unit": unit,
        "period": period_label(asked.period),
        "back": f"{reverse('reports:activity')}?{urlencode(tables.query_of(asked))}",
        "compartment": permissions.compartment_of(unit),
        "may_list": permissions.may_list_people(who, unit) and not asked.is_published,
        "is_published": asked.is_published,
    }
    if context["may_list"]:
        visits = queries.visits_at(unit, asked.period, who)
        found = Paginator(visits, PAGE_SIZE).get_page(request.GET.get("page"))
        context["visits"] = people.named(list(found), who)
        context["page_obj"] = found
    return page(request, "reports/facility.html", context)


@protected(permissions.SEE)
@require_GET
def export(request: HttpRequest, ending: str) -> HttpResponse:
    if ending not in exports.FORMATS:
        raise Http404
    report = activity_report(forms.asked(request.GET), _who(request))
    kind = exports.FORMATS[ending]
    name = exports.file_name(report, ending, clock.today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(kind.write(report), content_type=kind.media_type, headers=headers)


@protected(permissions.SEE)
@require_POST
def count_again(request: HttpRequest) -> HttpResponse:
    asked = forms.asked(request.POST)
    context = {"proof": recount(asked.period, _who(request)), "period": period_label(asked.period)}
    return page(request, "reports/recount.html#proof", context)


def _who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
