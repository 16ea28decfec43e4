"""The table about a case: called, its sheet written, concluded; papers read and signed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.teleconsult import sessions
from tuyen.domains.teleconsult.session_forms import (
    SPARE_ROWS,
    SessionForm,
    line_labels,
    minutes_of,
    people_typed,
)
from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.accounts.second_signature import is_own_password
from tuyen.platform.attachments.answer import download
from tuyen.platform.drafts import actions as drafts
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import consult_sessions as acts
from tuyen.record.chart import Chart
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultAdvice, ConsultPaper, ConsultSession
from tuyen.record.queries import consult_sessions as queries
from tuyen.record.rules.consult_sessions import SessionStatus

DRAFT = "session"
PLACE = "session"  # read by the log of readers


@require_POST
@protected("consult.sign", "consult.minutes")
def open_(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """Who sat in the live call stands on the sheet already."""
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    said = sessions.first_sheet(row, who)
    made = acts.open_session(consult=row, said=said, by=who)
    return after(request, "teleconsult:session", row.id, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def session(request: HttpRequest, consult_id: UUID, session_id: UUID) -> HttpResponse:
    """The sheet while it is written, the minutes afterwards. POST: keep, conclude, or one more row."""
    who = who_asks(request)
    chart, row = opening.opened(consult_id, who, what=PLACE)
    held = get_object_or_404(chart.of(ConsultSession), pk=session_id, consult_id=row.id)
    if request.method == "POST":
        return _written(request, chart, row, held)
    is_writing = held.status == SessionStatus.DRAFT and queries.is_officer(held, who)
    form = SessionForm(None, consult=row, said=minutes_of(held)) if is_writing else None
    people = minutes_of(held).participants
    return _shown(request, chart, row, held, form=form, people=people)


def _written(
    request: HttpRequest, chart: Chart, row: Consult, held: ConsultSession
) -> HttpResponse:
    form, people = SessionForm(request.POST, consult=row), people_typed(request.POST)
    wants_row = any(name in request.POST for name in ("more", "from_call"))
    if wants_row:
        return _one_more(request, chart, row, held, people)
    if not form.is_valid():
        return _shown(request, chart, row, held, form=form, people=people, status=422)
    said = form.minutes(people)
    try:
        if request.POST.get("verb") == "conclude":
            return _concluded(request, row, held, said)
        acts.keep(session=held, consult=row, said=said, by=chart.who)
    except Refused as refusal:
        held.refresh_from_db()
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        status = refusal.status
        return _shown(request, chart, row, held, form=form, people=people, status=status)
    drafts.forget(kind=DRAFT, subject_id=held.id, by=chart.who)
    notice(request, _("Đã lưu, ghi tiếp lúc nào cũng được."))
    return after(request, "teleconsult:session", row.id, held.id)


def _concluded(
    request: HttpRequest, row: Consult, held: ConsultSession, said: Minutes
) -> HttpResponse:
    who = who_asks(request)
    acts.conclude(session=held, consult=row, said=said, address=_address(request), by=who)
    drafts.forget(kind=DRAFT, subject_id=held.id, by=who)
    notice(request, _("Đã lập biên bản. Thư ký và chủ tọa ký dưới đây."))
    return after(request, "teleconsult:session", row.id, held.id)


def _one_more(
    request: HttpRequest,
    chart: Chart,
    row: Consult,
    held: ConsultSession,
    people: tuple[Participant, ...],
) -> HttpResponse:
    """The sheet as it was typed with somebody more; nothing is written down by this."""
    typed = request.POST.copy()
    problem, picked = "", None
    if wanted := (typed.get("pick") or typed.get("pick_text") or "").strip():
        picked = queries.participant_of(row, wanted)
        if picked is None:
            problem = _("Không rõ là ai: chọn một dòng gợi ý, hoặc ghi tay ở dòng trống.")
        else:
            typed["pick"] = typed["pick_text"] = ""
    people = (*people, picked) if picked else people
    if "from_call" in typed:
        before = Minutes(started_at=held.started_at, participants=people)
        known = {each.account_id for each in people} | {typed.get("chair"), typed.get("secretary")}
        added = sessions.with_call(before, row).participants[len(people) :]
        people = (*people, *(each for each in added if each.account_id not in known))
    form = SessionForm(typed, consult=row)
    form.full_clean()
    return _shown(request, chart, row, held, form=form, people=people, problem=problem)


def _shown(
    request: HttpRequest,
    chart: Chart,
    row: Consult,
    held: ConsultSession,
    *,
    form: SessionForm | None = None,
    people: tuple[Participant, ...] = (),
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    who = chart.who
    papers = [each for each in queries.papers_of(chart, row) if each.session_id == held.id]
    standing = queries.standing(papers, [held])
    boxes = [box for each in standing if (box := sessions.box_of(each, who))]
    is_officer = queries.is_officer(held, who)
    has_signature = any(line.signature for box in boxes for line in box.lines)
    spare = [Participant("")] * (SPARE_ROWS if people else 2)
    context: dict[str, Any] = {
        "person": chart.person,
        "consult": row,
        "session": held,
        "shown": sessions.shown(held, boxes),
        "form": form,
        "people": [*people, *spare] if form else people,
        "heard": sessions.heard_of(row) if form else None,
        "problem": problem,
        "boxes": boxes,
        "line": line_labels(row).get(held.link_quality, ""),
        "may_reopen": is_officer and held.status == SessionStatus.CONCLUDED and not has_signature,
        "may_add": is_officer and held.status == SessionStatus.SIGNED,
    }
    return page(request, "teleconsult/session.html", context, status=status)


@require_POST
@protected("consult.sign", "consult.minutes")
def reopen(request: HttpRequest, consult_id: UUID, session_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    held = get_object_or_404(chart.of(ConsultSession), pk=session_id, consult_id=row.id)
    acts.reopen(session=held, by=who)
    notice(request, _("Đã mở lại: sửa xong thì lập biên bản lần nữa."))
    return after(request, "teleconsult:session", row.id, held.id)


@require_POST
@protected("consult.sign", "consult.minutes")
def add_to(request: HttpRequest, consult_id: UUID, session_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    held = get_object_or_404(chart.of(ConsultSession), pk=session_id, consult_id=row.id)
    text = request.POST.get("text", "")
    acts.add_to(session=held, consult=row, text=text, address=_address(request), by=who)
    notice(request, _("Đã lập bản bổ sung: thư ký và chủ tọa ký như biên bản."))
    return after(request, "teleconsult:session", row.id, held.id)


@require_POST
@protected("consult.sign")
def print_advice(request: HttpRequest, consult_id: UUID, advice_id: UUID) -> HttpResponse:
    """The signed advice as a paper for the chart."""
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    advice = get_object_or_404(chart.of(ConsultAdvice), pk=advice_id, consult_id=row.id)
    made = acts.print_advice(advice=advice, consult=row, address=_address(request), by=who)
    return after(request, "teleconsult:paper", row.id, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def paper(request: HttpRequest, consult_id: UUID, paper_id: UUID) -> HttpResponse:
    """One paper with its signatures. POST signs: the password is typed again."""
    who = who_asks(request)
    chart, row = opening.opened(consult_id, who, what=PLACE)
    found = get_object_or_404(chart.of(ConsultPaper), pk=paper_id, consult_id=row.id)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _signed(request, row, found)
        except Refused as refusal:
            problem, status = str(refusal.message), refusal.status
    context = {
        "person": chart.person,
        "consult": row,
        "box": sessions.box_of(found, who),
        "problem": problem,
    }
    return page(request, "teleconsult/paper.html", context, status=status)


def _signed(request: HttpRequest, row: Consult, found: ConsultPaper) -> HttpResponse:
    who = who_asks(request)
    is_right = is_own_password(request, who.account_id, request.POST.get("password", ""))
    acts.sign(row=found, password_is_right=is_right, by=who)
    notice(request, _("Đã ký. Đủ chữ ký thì giấy tự vào hồ sơ của nơi hỏi."))
    if found.session_id:
        return after(request, "teleconsult:session", row.id, found.session_id)
    return after(request, "teleconsult:paper", row.id, found.id)


@require_GET
@protected("chart.open")
def paper_file(request: HttpRequest, consult_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """The PDF itself, as it was or will be signed."""
    chart, row = opening.opened(consult_id, who_asks(request), what="document")
    found = get_object_or_404(chart.of(ConsultPaper), pk=paper_id, consult_id=row.id)
    sealed = queries.signed_paper(found)
    sha256 = sealed.sha256 if sealed else ""
    return download(sha256, may_read=lambda: sealed is not None, name=found.number)


@require_GET
@protected("consult.sign", "consult.minutes")
def people(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """Staff of the two ends whose name has these letters."""
    _chart, row = opening.found_with_chart(consult_id, who_asks(request))
    found = queries.staff_matching(row, request.GET.get("q", ""))
    options = [(str(each.id), each.name, unit) for each, unit in found]
    return page(request, "teleconsult/people.html", {"options": options})


def _address(request: HttpRequest) -> Callable[[UUID], str]:
    return lambda id_: request.build_absolute_uri(reverse("signing:verify", args=[id_]))
