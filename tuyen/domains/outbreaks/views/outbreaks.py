"""Pages of outbreaks: the list with what is proposed, the opening, one outbreak and all that is done."""

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
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks import forms, permissions
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.domains.outbreaks.queries import outbreaks as queries
from tuyen.domains.outbreaks.queries import zones
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.models import Case
from tuyen.record.queries.beds import names_of

ROWS = 50
Status = Outbreak.Status


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Open ones first with what is owed today; above them what the rules propose."""
    who = who_asks(request)
    status = Status.CLOSED if request.GET.get("status") == "closed" else Status.OPEN
    shown = Paginator(queries.listed(who, status), ROWS).get_page(request.GET.get("page"))
    rows = list(shown)
    units, told = queries.unit_names(rows), queries.reported_today(rows)
    context = {
        "page_obj": shown,
        "rows": [
            (row, queries.label_of(row.disease), units.get(row.unit_id, ""), row.id in told)
            for row in rows
        ],
        "is_closed": status == Status.CLOSED,
        "proposals": queries.proposals(who) if status == Status.OPEN else [],
        "may_open": permissions.may_open(who),
    }
    return page(request, "outbreaks/home.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.KEEP)
def open_(request: HttpRequest) -> HttpResponse:
    """A person looks at the cases proposed and decides."""
    who = who_asks(request)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = actions.case_ids(sent.getlist("case"))
    found = queries.chosen(who, wanted)
    form = forms.OpenForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            said = actions.Opening(**form.cleaned_data)
            made = actions.open_outbreak(cases=found, said=said, by=who)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, _("Đã mở ổ dịch."))
            return after(request, "outbreaks:outbreak", made.id)
    context = {
        "form": form,
        "cases": named(request, found),
        "disease": queries.label_of(found[0].disease) if found else "",
    }
    return page(request, "outbreaks/open.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def outbreak(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    return _drawn(request, found_outbreak(request, outbreak_id), {})


@require_POST
@protected(permissions.KEEP)
def cases(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """A case joins, or leaves."""
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    wanted = actions.case_ids([request.POST.get("case", "")])
    is_leaving = request.POST.get("verb") == "leave"
    from_ = queries.cases_of(row, who) if is_leaving else queries.joinable(who)
    case: Case = get_object_or_404(from_, pk__in=wanted)
    act = actions.leave_case if is_leaving else actions.add_case
    act(outbreak=row, case=case, by=who)
    notice(request, _("Đã lưu."))
    return after(request, "outbreaks:outbreak", row.id)


@require_POST
@protected(permissions.KEEP)
def measure(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.MeasureForm(request.POST)
    return _acted(
        request,
        row,
        ("measure_form", form),
        lambda: actions.add_measure(outbreak=row, by=who, **form.cleaned_data),
        _("Đã ghi biện pháp."),
    )


@require_POST
@protected(permissions.KEEP)
def report(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.ReportForm(request.POST)
    return _acted(
        request,
        row,
        ("report_form", form),
        lambda: actions.report_day(outbreak=row, note=form.cleaned_data["note"], by=who),
        _("Đã báo cáo ngày hôm nay."),
    )


@require_POST
@protected(permissions.KEEP)
def close(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.CloseForm(request.POST)
    return _acted(
        request,
        row,
        ("close_form", form),
        lambda: actions.close(outbreak=row, by=who, **form.cleaned_data),
        _("Đã kết thúc ổ dịch."),
    )


@require_POST
@protected(permissions.KEEP)
def reopen(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.ReopenForm(request.POST)
    return _acted(
        request,
        row,
        ("reopen_form", form),
        lambda: actions.reopen(outbreak=row, by=who, **form.cleaned_data),
        _("Đã mở lại ổ dịch."),
    )


def _acted(
    request: HttpRequest,
    row: Outbreak,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
    said: str,
) -> HttpResponse:
    """Done and back to the page, or the page with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, said)
            return after(request, "outbreaks:outbreak", row.id)
    return _drawn(request, found_outbreak(request, row.id), {name: form}, status=422)


def found_outbreak(request: HttpRequest, outbreak_id: UUID) -> Outbreak:
    row: Outbreak = get_object_or_404(queries.visible_to(who_asks(request)), pk=outbreak_id)
    return row


def named(request: HttpRequest, rows: list[Case]) -> list[tuple[Case, Any]]:
    """Each case with its person; None where the name may not be said. The reading is noted."""
    who = who_asks(request)
    people = names_of([row.patient_id for row in rows], who)
    if people:
        note_reads(list(people), who, what="case", ground="report")
    return [(row, people.get(row.patient_id)) for row in rows]


def _drawn(
    request: HttpRequest,
    row: Outbreak,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    figures = queries.figures_of(row)
    reports = list(row.reports.order_by("-day")[:ROWS])
    may_keep = permissions.may_keep(who, row)
    is_open = row.status == Status.OPEN
    nearby = queries.joinable_beside(who, row)[:20]
    context = {
        "outbreak": row,
        "disease": queries.label_of(row.disease),
        "figures": figures,
        "early_label": queries.early_label(row),
        "terms": queries.terms_of(row.disease, row.opened_on),
        "cases": named(request, list(queries.cases_of(row, who)[: queries.MOST_CASES])),
        "nearby": nearby if may_keep and is_open else [],
        "reports": reports,
        "is_owed": is_open and not any(each.day == today for each in reports),
        "zones": [
            (each, zones.level_label(each), zones.is_over(each))
            for each in zones.of_outbreak(row)[:ROWS]
        ],
        "measures": row.measures.order_by("-done_on", "-id")[:ROWS],
        "may_keep": may_keep,
        "may_close": bool(is_open and (figures.close_from is None or today >= figures.close_from)),
        "measure_form": forms.MeasureForm(initial={"done_on": today}),
        "report_form": forms.ReportForm(),
        "close_form": forms.CloseForm(initial={"on": today}),
        "reopen_form": forms.ReopenForm(),
        **typed,
    }
    return page(request, "outbreaks/outbreak.html", context, status=status)
