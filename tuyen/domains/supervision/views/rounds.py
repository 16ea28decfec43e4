"""One round: planned, filled in on a phone, concluded, printed."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.supervision import permissions
from tuyen.domains.supervision.actions import checklists
from tuyen.domains.supervision.actions import rounds as acts
from tuyen.domains.supervision.forms import (
    ActionForm,
    FindingForm,
    MinutesForm,
    RoundForm,
    team_lines,
)
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.domains.supervision.papers.minutes import minutes_pdf
from tuyen.domains.supervision.queries import findings, rounds
from tuyen.platform import changes, forms
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.forms import drawing
from tuyen.platform.forms.rules.answers import Fault
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.ui.respond import after, kept_off_line, notice, page
from tuyen.record.models import ResponseStatus
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of

SEE, MANAGE = permissions.SEE, permissions.MANAGE
LEFT_FOR_LATER = ("required", "now_shown")  # faults of a checklist that is not handed in yet


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    start = {
        "unit": request.GET.get("unit", ""),
        "starts_on": request.GET.get("day", ""),
        "leader_name": who.name,
    }
    units = direction.directed(who.unit_id, clock.today())
    form = RoundForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.plan_round(wanted=form.wanted(), by=who)
            return after(request, "supervision:round", row.id)
        except Refused as refusal:
            _say(form, refusal)
    status = 422 if request.method == "POST" else 200
    return page(request, "supervision/plan_round.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def change(request: HttpRequest, round_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _found(request, round_id)
    names = ("starts_on", "ends_on", "purpose", "leader_name", "led_by", "form_code")
    start = {name: getattr(row, name) for name in names}
    start |= {"unit": str(row.to_unit_id), "team": team_lines(row.team)}
    units = direction.directed(who.unit_id, clock.today()).filter(pk=row.to_unit_id)
    form = RoundForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_round(round_=row, wanted=form.wanted(), by=who)
            return after(request, "supervision:round", row.id)
        except Refused as refusal:
            _say(form, refusal)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "round": row}
    return page(request, "supervision/plan_round.html", context, status=status)


@require_POST
@protected(MANAGE)
def cancel(request: HttpRequest, round_id: UUID) -> HttpResponse:
    acts.cancel_round(
        round_=_found(request, round_id), why=request.POST.get("why", ""), by=who_asks(request)
    )
    notice(request, _("Đã hủy đợt giám sát; lịch giữ lại lý do."))
    return after(request, "supervision:round", round_id)


@require_GET
@protected(SEE)
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _shown(request, _found(request, round_id))


def _shown(
    request: HttpRequest,
    row: SupervisionRound,
    *,
    finding: FindingForm | None = None,
    minutes: MinutesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    may_manage = permissions.may_manage(who, row)
    is_open = row.status != SupervisionRound.Status.CONCLUDED
    actions = findings.of_round(row) if may_manage or not is_open else []
    names = names_of([row.unit_id, row.to_unit_id])
    context: dict[str, Any] = {
        "round": row,
        "unit": names.get(row.to_unit_id, ""),
        "supervisor": names.get(row.unit_id, ""),
        "rows": findings.rows_of(actions, today, get_language() or "vi"),
        "may_manage": may_manage,
        "is_writing": may_manage and row.status == SupervisionRound.Status.UNDER_WAY,
        "finding_form": finding or FindingForm(),
        "minutes_form": minutes or MinutesForm(),
        **_answers(row, may_manage or not is_open),
    }
    return page(request, "supervision/round.html", context, status=status)


def _answers(row: SupervisionRound, may_read: bool) -> dict[str, Any]:
    response = findings.response_of(row) if may_read else None
    if response is None:
        return {}
    form, language = forms.kept(response.form_code, response.form_version), get_language() or "vi"
    score = forms.score(form, response.answers, language)
    return {
        "response": response,
        "files_url": reverse("record:unit_response_file", args=[response.id, "-"])[:-2],
        "is_handed_in": response.status == ResponseStatus.COMPLETED,
        "checklist": form,
        "score": score,
        "level": score.level.label(language) if score.level else "",
        "level_tone": score.level.tone if score.level else "neutral",
    }


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def checklist(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Filled in on a phone, off line too: the page and the draft stay in the browser."""
    who, row = who_asks(request), _found(request, round_id)
    permissions.require_manage(who, row)
    response = findings.response_of(row)
    form = (
        forms.kept(response.form_code, response.form_version)
        if response
        else forms.find(row.form_code, on=row.starts_on)
    )
    earlier = response.answers if response else {}
    if request.method == "GET":
        answers = earlier or forms.prefilled(form, unit_id=row.to_unit_id, on=clock.today())
        return _checklist(request, row, form, answers)
    answers, faults = forms.read(form, request.POST, files=request.FILES, by=who, earlier=earlier)
    if drawing.wants_redraw(request.POST):
        return _checklist(request, row, form, answers)
    is_complete = "half" not in request.POST
    if not is_complete:
        faults = [fault for fault in faults if fault.code not in LEFT_FOR_LATER]
    if faults:
        return _checklist(request, row, form, answers, faults)
    kept = forms.check(form, answers)[0]
    repeat = changes.Repeat(_key(request), who.account_id, changes.digest_of(kept))
    try:
        checklists.fill(
            round_=row, form=form, answers=kept, is_complete=is_complete, by=who, repeat=repeat
        )
    except changes.Repeated:
        return after(request, "supervision:round", row.id)
    notice(request, _("Đã nộp bảng kiểm.") if is_complete else _("Đã lưu bảng kiểm làm dở."))
    return after(request, "supervision:round", row.id)


def _checklist(
    request: HttpRequest,
    row: SupervisionRound,
    form: Form,
    answers: dict[str, Any],
    faults: list[Fault] | None = None,
) -> HttpResponse:
    context = {
        "round": row,
        "unit": names_of([row.to_unit_id]).get(row.to_unit_id, ""),
        "form": form,
        "title": form.title(get_language() or "vi"),
        "answers": answers,
        "faults": faults or [],
        "more": request.POST.get(drawing.MORE, ""),
        "repeat": uuid4(),
    }
    answer = page(request, "supervision/checklist.html", context, status=422 if faults else 200)
    return kept_off_line(answer) if request.method == "GET" else answer


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("repeat", ""))
    except ValueError:
        return uuid4()


@require_POST
@protected(MANAGE)
def add_finding(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row, form = _found(request, round_id), FindingForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, finding=form, status=422)
    checklists.add_finding(round_=row, by=who_asks(request), **form.cleaned_data)
    return after(request, "supervision:round", round_id)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def draft_action(request: HttpRequest, round_id: UUID, action_id: UUID) -> HttpResponse:
    """Before the minutes: grade, what is to be done, by whom, by when."""
    row = _found(request, round_id)
    permissions.require_manage(who_asks(request), row)
    action: CorrectiveAction = get_object_or_404(CorrectiveAction, pk=action_id, round_id=row.id)
    names = ("grade", "what", "owner_name", "due_on")
    form = ActionForm(request.POST or None, initial={name: getattr(action, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            checklists.change_action(
                action=action, round_=row, by=who_asks(request), **form.cleaned_data
            )
            return after(request, "supervision:round", round_id)
        except Refused as refusal:
            _say(form, refusal)
    context = {"round": row, "action": action, "form": form}
    status = 422 if request.method == "POST" else 200
    return page(request, "supervision/draft_action.html", context, status=status)


@require_POST
@protected(MANAGE)
def strike(request: HttpRequest, round_id: UUID, finding_id: UUID) -> HttpResponse:
    row = _found(request, round_id)
    finding = findings.finding_of_round(row, finding_id)
    if finding is None:
        raise Refused(_("Tồn tại này đã được bỏ."))
    checklists.strike_finding(
        finding=finding, round_=row, why=request.POST.get("why", ""), by=who_asks(request)
    )
    return after(request, "supervision:round", round_id)


@require_POST
@protected(MANAGE)
def conclude(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row, form = _found(request, round_id), MinutesForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, minutes=form, status=422)
    try:
        checklists.conclude(round_=row, by=who_asks(request), **form.cleaned_data)
    except Refused as refusal:
        _say(form, refusal)
        return _shown(request, row, minutes=form, status=refusal.status)
    notice(request, _("Đã kết luận; việc khắc phục đã giao cho đơn vị."))
    return after(request, "supervision:round", round_id)


@require_GET
@protected(SEE)
def minutes(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row = _found(request, round_id)
    if row.status != SupervisionRound.Status.CONCLUDED:
        raise Refused(_("Chưa kết luận nên chưa có biên bản."))
    headers = {"Content-Disposition": 'inline; filename="bien-ban-giam-sat.pdf"'}
    return HttpResponse(minutes_pdf(row), content_type="application/pdf", headers=headers)


def _found(request: HttpRequest, round_id: UUID) -> SupervisionRound:
    row: SupervisionRound = get_object_or_404(rounds.visible_to(who_asks(request)), pk=round_id)
    return row


def _say(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
