"""Learning cases: proposed out of a case, read, approved, searched; questions that repeat themselves."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.teleconsult import learning, repeated, words
from tuyen.domains.teleconsult import learning_actions as acts
from tuyen.domains.teleconsult.forms_learning import LearningForm
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 20
TEMPLATE = "teleconsult/learning_form.html"


@require_GET
@never_cache
@protected(*learning.READS)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Approved cases of the whole network, by specialty and words; beside them what waits at my facility."""
    who, today = who_asks(request), clock.today()
    specialties, said = words.specialties(today), request.GET
    specialty = said.get("specialty", "")
    specialty = specialty if specialty in specialties else ""
    status = said.get("status", "")
    status = status if status in LearningCase.Status.values else ""
    rows = learning.found(who, specialty=specialty, said=said.get("q", ""), status=status)
    waiting = learning.found(who, status=learning.PROPOSED).count()
    shown = Paginator(rows, PAGE_ROWS).get_page(said.get("page"))
    context = {
        "page_obj": shown,
        "rows": [(row, specialties.get(row.specialty, row.specialty)) for row in shown],
        "specialties": specialties,
        "specialty": specialty,
        "q": said.get("q", ""),
        "status": status,
        "waiting": waiting,
    }
    return page(request, "teleconsult/learning.html", context)


@require_GET
@never_cache
@protected(*learning.READS)
def case(request: HttpRequest, learning_id: UUID) -> HttpResponse:
    return _shown(request, _found(request, learning_id))


def _found(request: HttpRequest, learning_id: UUID) -> LearningCase:
    rows = learning.visible_to(who_asks(request))
    return get_object_or_404(rows, pk=learning_id)


def _shown(request: HttpRequest, row: LearningCase, status: int = 200, **more: Any) -> HttpResponse:
    who = who_asks(request)
    context = {
        "row": row,
        "specialty": words.specialties(clock.today()).get(row.specialty, row.specialty),
        "doubts": acts.doubts_of(row) if row.status == learning.PROPOSED else [],
        "may_edit": acts.may_edit(row, who),
        "may_approve": acts.may_steward(row, who)
        and row.status == learning.PROPOSED
        and row.prepared_by != who.account_id,
        "may_withdraw": acts.may_steward(row, who) and row.status != learning.WITHDRAWN,
    }
    return page(request, "teleconsult/learning_case.html", context | more, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("consult.ask", "consult.answer")
def prepare(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """The program's proposal in boxes; a person reads and mends it before it goes to be approved."""
    who = who_asks(request)
    if request.method == "GET":
        chart, row = opening.opened(consult_id, who, what="learning")
        acts.require_teachable(chart, row)
        form = LearningForm(initial=learning.proposed(chart, row).__dict__)
    else:
        chart, row = opening.found_with_chart(consult_id, who)
        form = LearningForm(request.POST)
        if form.is_valid():
            try:
                made = acts.prepare(chart=chart, consult=row, draft=form.draft(), by=who)
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                notice(request, _("Đã gửi duyệt: người phụ trách đọc lại trước khi vào kho."))
                return after(request, "teleconsult:learning_case", made.id)
    context = {"form": form, "consult": row, "person": chart.person, "doubts": form.doubts()}
    return page(request, TEMPLATE, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("consult.ask", "consult.answer", "consult.learn")
def edit(request: HttpRequest, learning_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _found(request, learning_id)
    if not acts.may_edit(row, who):
        raise Http404
    first = {name: getattr(row, name) for name in (*acts.TEXTS, "specialty")}
    form = LearningForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        acts.edit(case=row, draft=form.draft(), by=who)
        notice(request, _("Đã sửa ca học tập."))
        return after(request, "teleconsult:learning_case", row.id)
    context = {"form": form, "row": row, "doubts": form.doubts()}
    return page(request, TEMPLATE, context, status=422 if form.errors else 200)


@require_POST
@protected("consult.learn")
def approve(request: HttpRequest, learning_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _found(request, learning_id)
    try:
        acts.approve(case=row, is_read=request.POST.get("is_read") == "on", by=who)
    except Refused as refusal:
        row.refresh_from_db()
        return _shown(request, row, refusal.status, problem=refusal.message)
    notice(request, _("Đã duyệt: ca học tập mở cho toàn mạng lưới."))
    return after(request, "teleconsult:learning_case", row.id)


@require_POST
@protected("consult.learn")
def withdraw(request: HttpRequest, learning_id: UUID) -> HttpResponse:
    who, row = who_asks(request), _found(request, learning_id)
    acts.withdraw(case=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã rút ca khỏi kho học tập."))
    return after(request, "teleconsult:learning")


@require_GET
@never_cache
@protected("consult.learn")
def questions(request: HttpRequest) -> HttpResponse:
    """What units ask again and again, and a click that makes a training need of it."""
    who, today = who_asks(request), clock.today()
    asked = repeated.period(today)
    context = {
        "rows": repeated.found(who),
        "least": repeated.least(who, today),
        "first": asked.first,
        "last": asked.last,
    }
    return page(request, "teleconsult/repeated.html", context)


@require_POST
@protected("consult.learn")
def propose(request: HttpRequest) -> HttpResponse:
    who, said = who_asks(request), request.POST
    try:
        unit_id = UUID(said.get("unit", ""))
    except ValueError:
        raise Http404 from None
    row = repeated.propose(
        unit_id=unit_id,
        specialty=said.get("specialty", ""),
        illness=said.get("illness", ""),
        by=who,
    )
    notice(request, _("Đã đề xuất nhu cầu đào tạo cho %(unit)s.") % {"unit": row.unit})
    return after(request, "teleconsult:repeated")
