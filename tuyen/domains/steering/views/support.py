"""Pages of support requests: the list, a new one, one with its steps, and what each side does with it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.domains.steering import permissions, words
from tuyen.domains.steering.actions import support as actions
from tuyen.domains.steering.forms import support as forms
from tuyen.domains.steering.models import SupportRequest
from tuyen.domains.steering.queries import support as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules.support import Status, may_follow
from tuyen.domains.steering.views.filling import filled
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 30


@require_GET
@protected(permissions.SEE)
def requests(request: HttpRequest) -> HttpResponse:
    """Both sides' requests; open ones by what is due first."""
    who = who_asks(request)
    which = request.GET.get("which", "open")
    urgency = request.GET.get("urgency", "")
    found = queries.listed(who, which=which, urgency=urgency)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "lines": queries.lines_of(shown.object_list),
        "which": which if which in queries.WHICH else "open",
        "choices": words.WHICH_REQUESTS.items(),
        "total": shown.paginator.count,
        "may_ask": permissions.may_ask(who),
        **_labels(),
    }
    return page(request, "steering/requests.html", context)


def _labels() -> dict[str, Any]:
    return {
        "statuses": words.SUPPORT,
        "urgencies": words.urgencies(),
        "topics": words.topics(),
        "urgency_tones": words.URGENCY_TONES,
    }


@require_http_methods(["GET", "POST"])
@protected(permissions.ASK)
def ask(request: HttpRequest) -> HttpResponse:
    """A new request; `after` names one that another unit declined, whose words stand there already."""
    who = who_asks(request)
    to = queries.may_be_asked(facility_of(who), clock.today())
    after_id = request.GET.get("after", "")
    before = _seen(request, _uuid_or_404(after_id)) if after_id else None
    if before is not None:
        to.pop(before.to_unit_id, None)
    names = ("urgency", "topic", "title", "question")
    initial = {name: getattr(before, name) for name in names} if before else None
    form = forms.AskForm(request.POST or None, to=to, initial=initial)

    def act() -> HttpResponse:
        row = actions.ask(said=form.said(), by=who, after=before)
        notice(request, _("Đã gửi đề nghị."))
        return after(request, "steering:request", row.id)

    context = {"nobody": not to, "before": before}
    return filled(request, form, act, "steering/ask.html", context)


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_GET
@protected(permissions.SEE)
def support_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    return _request_page(request, _seen(request, request_id), {})


def _seen(request: HttpRequest, request_id: UUID) -> SupportRequest:
    found: SupportRequest = get_object_or_404(queries.visible_to(who_asks(request)), pk=request_id)
    return found


def _request_page(
    request: HttpRequest, row: SupportRequest, given: dict[str, Any], status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    may_answer, may_close = permissions.may_answer(who, row), permissions.may_close(who, row)
    context = {
        "line": queries.lines_of([row])[0],
        "row": row,
        "steps": queries.steps_of(row),
        "may_take": may_answer and may_follow(row.status, Status.TAKEN),
        "may_answer": may_answer and may_follow(row.status, Status.ANSWERED),
        "may_decline": may_answer and may_follow(row.status, Status.DECLINED),
        "may_ask_elsewhere": may_close and row.status == Status.DECLINED,
        "taken_further": queries.taken_further(row),
        "may_close": may_close and may_follow(row.status, Status.CLOSED),
        "may_reopen": may_close and may_follow(row.status, Status.REOPENED),
        "may_withdraw": may_close and may_follow(row.status, Status.WITHDRAWN),
        "answer_form": forms.AnswerForm(),
        "close_form": forms.CloseForm(),
        **_labels(),
    }
    return page(request, "steering/request.html", context | given, status=status)


@require_POST
@protected(permissions.ANSWER)
def take(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row = actions.take(request=_seen(request, request_id), by=who_asks(request))
    return _back(request, row, _("Đã tiếp nhận."))


@require_POST
@protected(permissions.ANSWER)
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row, form = _seen(request, request_id), forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _request_page(request, row, {"answer_form": form}, status=422)
    actions.answer(request=row, text=form.cleaned_data["answer"], by=who_asks(request))
    return _back(request, row, _("Đã gửi trả lời."))


@require_POST
@protected(permissions.ANSWER)
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row = _seen(request, request_id)
    actions.decline(request=row, why=request.POST.get("why", ""), by=who_asks(request))
    return _back(request, row, _("Đã từ chối. Bên gửi thấy lý do và gửi được nơi khác."))


@require_POST
@protected(permissions.ASK)
def close(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row, form = _seen(request, request_id), forms.CloseForm(request.POST)
    if not form.is_valid():
        return _request_page(request, row, {"close_form": form}, status=422)
    actions.close(request=row, by=who_asks(request), **form.cleaned_data)
    return _back(request, row, _("Đã đóng đề nghị."))


@require_POST
@protected(permissions.ASK)
def reopen(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row = _seen(request, request_id)
    actions.reopen(request=row, why=request.POST.get("why", ""), by=who_asks(request))
    return _back(request, row, _("Đã mở lại: bên trả lời sẽ thấy điều còn vướng."))


@require_POST
@protected(permissions.ASK)
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row = _seen(request, request_id)
    actions.withdraw(request=row, why=request.POST.get("why", ""), by=who_asks(request))
    return _back(request, row, _("Đã rút đề nghị."))


def _back(request: HttpRequest, row: SupportRequest, said: str) -> HttpResponse:
    notice(request, said)
    return after(request, "steering:request", row.id)
