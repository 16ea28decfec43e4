"""Findings as a list of both sides, and one correction: reported, accepted, sent back, extended."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.supervision import permissions
from tuyen.domains.supervision.actions import corrections as acts
from tuyen.domains.supervision.forms import ExtendForm, RemarkForm, grades
from tuyen.domains.supervision.models import CorrectiveAction
from tuyen.domains.supervision.papers.findings import findings_xlsx
from tuyen.domains.supervision.queries import findings
from tuyen.domains.supervision.views.calendar import uuid_or_none
from tuyen.platform import forms
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.attachments.rules import XLSX
from tuyen.platform.forms import drawing
from tuyen.platform.forms.rules.answers import Fault
from tuyen.platform.ui.respond import after, notice, page

SEE, MANAGE, ANSWER = permissions.SEE, permissions.MANAGE, permissions.ANSWER
EVIDENCE = "supervision_evidence"
PAGE_ROWS, MOST_EXPORTED = 30, 5000
STATES = ("open", "waiting", "overdue", "reported", "late", "done")


@require_GET
@protected(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    who, today, asked = who_asks(request), clock.today(), _asked(request)
    found = Paginator(findings.filtered(who, today, **asked), PAGE_ROWS)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "rows": findings.rows_of(shown, today, get_language() or "vi"),
        "counts": findings.counts(who, today),
        "grades": grades(today),
        "may_manage": who.may(MANAGE),
        **asked,
    }
    return page(request, "supervision/findings.html", context)


@require_GET
@protected(SEE)
def exported(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    found = findings.filtered(who_asks(request), today, **_asked(request))[:MOST_EXPORTED]
    content = findings_xlsx(findings.rows_of(found, today, get_language() or "vi"))
    headers = {"Content-Disposition": 'attachment; filename="ton-tai.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _asked(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", "open")
    return {
        "state": state if state in STATES else "",
        "grade": request.GET.get("grade", ""),
        "unit_id": uuid_or_none(request.GET.get("unit", "")),
    }


@require_http_methods(["GET", "POST"])
@protected(SEE)
def action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Both sides look at one page; a POST is the report of the unit."""
    who, row = who_asks(request), _found(request, action_id)
    if request.method == "GET":
        return _shown(request, row)
    permissions.require_answer(who, row)
    form = forms.find(EVIDENCE)
    answers, faults = forms.read(form, request.POST, files=request.FILES, by=who)
    if faults or drawing.wants_redraw(request.POST):
        return _shown(request, row, answers=answers, faults=faults, status=422)
    try:
        acts.report(
            action=row,
            done_on=dt.date.fromisoformat(answers["done_on"]),
            evidence=answers.get("evidence", ""),
            files=answers.get("photos", []),
            by=who,
        )
    except Refused as refusal:
        notice(request, refusal.message, level="error")
        return _shown(request, row, answers=answers, status=refusal.status)
    notice(request, _("Đã báo khắc phục; đơn vị giám sát sẽ kiểm tra."))
    return after(request, "supervision:action", row.id)


def _shown(
    request: HttpRequest,
    row: CorrectiveAction,
    *,
    answers: dict[str, Any] | None = None,
    faults: list[Fault] | None = None,
    extend: ExtendForm | None = None,
    status: int = 200,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    [drawn] = findings.rows_of([row], today, get_language() or "vi")
    may_answer = permissions.may_answer(who, row) and row.status == CorrectiveAction.Status.OPEN
    context = {
        "row": drawn,
        "action": row,
        "may_answer": may_answer,
        "may_accept": permissions.may_accept(who, row),
        "evidence_form": forms.find(EVIDENCE) if may_answer else None,
        "answers": answers or {"done_on": today.isoformat()},
        "faults": faults or [],
        "remark_form": RemarkForm(),
        "extend_form": extend or ExtendForm(),
    }
    return page(request, "supervision/action.html", context, status=status)


@require_POST
@protected(MANAGE)
def accept(request: HttpRequest, action_id: UUID) -> HttpResponse:
    row = _found(request, action_id)
    acts.accept(action=row, remark=request.POST.get("remark", ""), by=who_asks(request))
    notice(request, _("Đã xác nhận khắc phục."))
    return after(request, "supervision:action", action_id)


@require_POST
@protected(MANAGE)
def send_back(request: HttpRequest, action_id: UUID) -> HttpResponse:
    row = _found(request, action_id)
    acts.send_back(action=row, remark=request.POST.get("remark", ""), by=who_asks(request))
    notice(request, _("Đã gửi lại cho đơn vị làm tiếp."))
    return after(request, "supervision:action", action_id)


@require_POST
@protected(MANAGE)
def extend(request: HttpRequest, action_id: UUID) -> HttpResponse:
    row, form = _found(request, action_id), ExtendForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, extend=form, status=422)
    acts.extend(action=row, by=who_asks(request), **form.cleaned_data)
    notice(request, _("Đã gia hạn; hạn ban đầu vẫn ghi trên phiếu."))
    return after(request, "supervision:action", action_id)


@require_GET
@protected(SEE)
def file(request: HttpRequest, action_id: UUID, sha256: str) -> HttpResponseBase:
    row = _found(request, action_id)
    known = next((each for each in row.files if each.get("sha256") == sha256), None)
    if known is None:
        raise Http404
    return download(sha256, may_read=lambda: True, name=str(known.get("name", "")), in_page=True)


def _found(request: HttpRequest, action_id: UUID) -> CorrectiveAction:
    row: CorrectiveAction = get_object_or_404(findings.visible_to(who_asks(request)), pk=action_id)
    return row
