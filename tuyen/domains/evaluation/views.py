"""Doormen of evaluations: the form to answer, all answers together, another form."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.evaluation import actions, queries
from tuyen.platform import forms
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.forms import drawing, kinds
from tuyen.platform.forms.queries import choices
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import evaluated
from tuyen.record.evaluated import Evaluated, Subject


def _found(request: HttpRequest, kind: str, subject_id: UUID) -> tuple[Subject, Evaluated]:
    subject = evaluated.subject(kind)
    found = subject.find(who_asks(request), subject_id) if subject else None
    if subject is None or found is None:
        raise Http404
    return subject, found


@require_GET
@protected()
def summary(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """All answers together; for whoever may not read them only whether their own was heard."""
    subject, found = _found(request, kind, subject_id)
    standing, form = queries.standing(found), queries.form_of(found, subject)
    responses = queries.responses_of(found) if found.may_read else []
    context = {
        "kind": kind,
        "subject": subject,
        "found": found,
        "standing": standing,
        "form": form,
        "title": form.title(get_language() or "vi"),
        "sums": queries.sums(responses),
        "named": [(each, form_of(each)) for each in responses] if found.is_named else [],
        "choices": choices(kinds.EVALUATION) if found.may_choose and not standing.n else [],
    }
    return page(request, "evaluation/summary.html", context)


def form_of(response: Any) -> forms.Form:
    """An old answer keeps its form."""
    return forms.kept(response.form_code, response.form_version)


@require_http_methods(["GET", "POST"])
@never_cache
@protected()
def answer(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """The questions, once a voice; the page works off line."""
    who = who_asks(request)
    subject, found = _found(request, kind, subject_id)
    if found.voice is None:
        raise NotPermitted(
            _("Người đã dự, học viên hoặc đơn vị nhận mới đánh giá được, khi việc đã bắt đầu.")
        )
    if request.method == "GET" and queries.standing(found).has_answered:
        notice(request, _("Đã có đánh giá của bạn hoặc đơn vị bạn."))
        return after(request, "evaluation:summary", kind, subject_id)
    form = queries.form_of(found, subject)
    answers: dict[str, Any] = {}
    faults: list[Any] = []
    refused = ""
    if request.method == "POST":
        answers, faults = forms.read(form, request.POST, files=request.FILES, by=who)
        if not faults and not drawing.wants_redraw(request.POST):
            try:
                actions.evaluate(found=found, kind=kind, form=form, answers=answers, by=who)
            except Refused as refusal:
                refused = refusal.message
            else:
                notice(request, _("Đã gửi đánh giá. Cảm ơn bạn."))
                return after(request, "evaluation:summary", kind, subject_id)
    context = {
        "subject": subject,
        "found": found,
        "form": form,
        "title": form.title(get_language() or "vi"),
        "answers": answers,
        "faults": faults,
        "refused": refused,
        "more": request.POST.get(drawing.MORE, ""),
    }
    return page(
        request, "evaluation/answer.html", context, 422 if request.method == "POST" else 200
    )


@require_POST
@protected()
def choose(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Another form of the kind `evaluation`."""
    _subject, found = _found(request, kind, subject_id)
    code = request.POST.get("form_code", "")
    actions.choose(found=found, kind=kind, form_code=code, by=who_asks(request))
    notice(request, _("Đã chọn phiếu đánh giá."))
    return after(request, "evaluation:summary", kind, subject_id)
