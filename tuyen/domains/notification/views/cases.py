"""The line list and one case: what was found, its class, how it ended, who did what when."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.text import whole_number
from tuyen.domains.notification import queries, words
from tuyen.domains.notification.forms import ClassifyForm, InvestigateForm, OutcomeForm
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import case_permissions
from tuyen.record.actions import cases as acts
from tuyen.record.models import Case, CaseClass, CaseStage
from tuyen.record.queries.cases import moves_of, visible_to
from tuyen.record.rules.cases import Disease, Stage, diseases, meets_suspected

PAGE_ROWS = 25
DAYS = (30, 90, 365)
USUAL_DAYS = 90


@require_GET
@never_cache
@protected("case.see")
def board(request: HttpRequest) -> HttpResponse:
    """Every name that is shown is written into the log of readers."""
    who = who_asks(request)
    days, asked = asked_for(request)
    found = Paginator(queries.listed(asked, who), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = queries.lines(found, who)
    named = [row.case.patient_id for row in rows if row.person]
    if named:
        note_reads(named, who, what="case_list", ground="report")
    context = {
        "asked": asked,
        "days": days,
        "all_days": DAYS,
        "diseases": queries.choices_for(who),
        "classes": CaseClass.choices,
        "page_obj": found,
        "rows": rows,
        "query": request.GET.urlencode(),
        "only_owed": "?" + urlencode({"owed": "1", "days": days}),
    }
    return page(request, "notification/board.html", context)


def asked_for(request: HttpRequest) -> tuple[int, queries.Asked]:
    """The filters of the list, for the page and for its file; what is no filter counts as none."""
    said = request.GET
    number = whole_number(said.get("days", ""))
    days = number if number in DAYS else USUAL_DAYS
    today, wanted = clock.today(), said.get("class", "")
    return days, queries.Asked(
        disease=said.get("disease", "") if said.get("disease") in diseases(today) else "",
        classification=wanted if wanted in CaseClass.values else "",
        is_owed=said.get("owed") == "1",
        since=today - dt.timedelta(days=days),
    )


@require_GET
@never_cache
@protected("case.see")
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _case_page(request, _found(request, case_id), {})


def _found(request: HttpRequest, case_id: UUID) -> Case:
    row: Case = get_object_or_404(visible_to(who_asks(request)), pk=case_id)
    return row


def _disease(row: Case) -> Disease | None:
    return diseases(clock.today()).get(row.disease)


def _case_page(
    request: HttpRequest, row: Case, typed: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    who, disease = who_asks(request), _disease(row)
    line = queries.lines([row], who)[0]
    if line.person is None:
        raise Http404
    note_reads([row.patient_id], who, what="case", ground="report")
    context = {
        "line": line,
        "case": row,
        "person": line.person,
        "definition": disease.definition if disease else "",
        "definition_source": disease.source if disease else "",
        "meets": meets_suspected(disease, row.signs) if disease and disease.signs else None,
        "moves": [(each, words.of_move(each)) for each in moves_of(row)],
        "stages": CaseStage,
        "may_act": case_permissions.may_investigate(who),
        **_forms(row, disease),
        **typed,
    }
    return page(request, "notification/case.html", context, status=status)


def _forms(row: Case, disease: Disease | None) -> dict[str, forms.Form]:
    names = ("onset_on", "rash_on", "hamlet", "signs", "exposure", "doses", "last_dose_on",
             "is_inpatient")  # fmt: skip
    return {
        "found_form": InvestigateForm(
            initial={name: getattr(row, name) for name in names}, disease=disease
        ),
        "class_form": ClassifyForm(
            initial={"classification": row.classification, "origin": row.origin}, disease=disease
        ),
        "outcome_form": OutcomeForm(initial={"outcome": row.outcome, "outcome_on": row.outcome_on}),
    }


def _act(
    request: HttpRequest, row: Case, name: str, form: forms.Form, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Done and back to the page, or the page with what was typed and what is the matter."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            notice(request, said)
            return after(request, "notification:case", row.id)
    return _case_page(request, _found(request, row.id), {name: form}, status=422)


@require_POST
@protected("case.investigate")
def investigate(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The first time it is the investigation, later a correction with its reason."""
    row, who = _found(request, case_id), who_asks(request)
    form = InvestigateForm(request.POST, disease=_disease(row))

    def act() -> None:
        if row.stage == Stage.NOTIFIED:
            acts.investigate(case=row, found=form.cleaned_data, by=who)
        else:
            why = request.POST.get("why", "")
            acts.correct_case(case=row, changed=form.cleaned_data, why=why, by=who)

    return _act(request, row, "found_form", form, act, _("Đã lưu kết quả điều tra."))


@require_POST
@protected("case.investigate")
def classify(request: HttpRequest, case_id: UUID) -> HttpResponse:
    row, who = _found(request, case_id), who_asks(request)
    form = ClassifyForm(request.POST, disease=_disease(row))
    return _act(
        request,
        row,
        "class_form",
        form,
        lambda: acts.classify(case=row, by=who, **form.cleaned_data),
        _("Đã phân loại ca bệnh."),
    )


@require_POST
@protected("case.investigate")
def outcome(request: HttpRequest, case_id: UUID) -> HttpResponse:
    row, who = _found(request, case_id), who_asks(request)
    form = OutcomeForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        acts.set_outcome(case=row, outcome=said["outcome"], on=said["outcome_on"], by=who)

    return _act(request, row, "outcome_form", form, act, _("Đã ghi kết cục."))


@require_POST
@protected("case.investigate")
def move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close, one step back, or strike what was entered in error."""
    row, who = _found(request, case_id), who_asks(request)
    why = request.POST.get("why", "")
    verb = request.POST.get("verb", "")
    if verb == "strike":
        acts.strike(case=row, why=why, by=who)
        notice(request, _("Đã gỡ ca ghi nhầm."))
        return after(request, "notification:board")
    if verb == "back":
        acts.step_back(case=row, why=why, by=who)
        notice(request, _("Đã mở lại bước trước."))
    elif verb == "close":
        acts.close_case(case=row, by=who)
        notice(request, _("Đã kết thúc ca."))
    else:
        raise Refused(_("Chọn một việc cần làm."))
    return after(request, "notification:case", row.id)
