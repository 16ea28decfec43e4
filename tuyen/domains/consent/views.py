"""The privacy page of a person; the list of requests with their clocks."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.consent import extract, queries
from tuyen.domains.consent.forms import AnswerForm, DecisionForm, RequestForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import consents as acts
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Consent, DataRequest
from tuyen.record.queries import consents as asked
from tuyen.record.queries.documents import documents_of

PAGE_ROWS = 25


@require_GET
@never_cache
@protected("chart.open")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _shown(request, opened_chart(person_id, who_asks(request), what="privacy"))


def _shown(
    request: HttpRequest,
    chart: Chart,
    *,
    decision: DecisionForm | None = None,
    wanted: RequestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, who = clock.today(), chart.who
    named = {"given_by_name": chart.person.name, "asked_by_name": chart.person.name}
    papers = documents_of(chart)[:30]
    context: dict[str, Any] = {
        "person": chart.person,
        "purposes": queries.purposes_of(chart, today),
        "links": queries.links_of(chart),
        "leaves": queries.leaves_of(chart),
        "requests": queries.requests_of(chart),
        "decision_form": decision or DecisionForm(None, on=today, documents=papers, initial=named),
        "request_form": wanted or RequestForm(None, on=today, initial=named),
        "may_record": permissions.may_record(who),
        "may_end": permissions.may_answer_requests(who),
        "may_readers": who.may("readlog.view"),
    }
    return page(request, "consent/person.html", context, status=status)


@require_POST
@protected("visit.record")
def decide(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = chart_of(person_id, who)
    form = DecisionForm(request.POST, on=clock.today(), documents=documents_of(chart)[:30])
    if not form.is_valid():
        return _shown(request, chart, decision=form, status=422)
    try:
        acts.decide(person=chart, decision=form.decision(), by=who)
    except Refused as refusal:
        _say(form, refusal)
        return _shown(request, chart, decision=form, status=refusal.status)
    notice(request, _("Đã ghi quyết định của người dân."))
    return after(request, "consent:person", person_id)


@require_POST
@protected("visit.record")
def withdraw(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = get_object_or_404(chart_of(person_id, who).of(Consent), pk=consent_id)
    acts.withdraw(consent=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã ghi rút lại; các đơn vị dựa vào sự đồng ý này không mở hồ sơ được nữa."))
    return after(request, "consent:person", person_id)


@require_POST
@protected("privacy.answer")
def end_link(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = chart_of(person_id, who)
    link = asked.link_with(chart, link_id)
    if link is None:
        raise Refused(_("Quan hệ chăm sóc này đã kết thúc."))
    acts.end_link(chart=chart, link=link, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã kết thúc: đơn vị đó chỉ còn mở khẩn cấp được."))
    if link.unit_id == who.unit_id:
        return after(request, "clinic:today")
    return after(request, "consent:person", person_id)


@require_POST
@protected("visit.record")
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = chart_of(person_id, who)
    form = RequestForm(request.POST, on=clock.today())
    if not form.is_valid():
        return _shown(request, chart, wanted=form, status=422)
    try:
        row = acts.take_request(person=chart, asked=form.asked(), by=who)
    except Refused as refusal:
        _say(form, refusal)
        return _shown(request, chart, wanted=form, status=refusal.status)
    text = _("Đã nhận yêu cầu; trả lời trước hết ngày %(day)s.")
    notice(request, text % {"day": f"{row.answer_by:%d/%m/%Y}"})
    return after(request, "consent:person", person_id)


@require_GET
@never_cache
@protected("chart.open")
def printed(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The extract for whoever asked to see the record."""
    chart = opened_chart(person_id, who_asks(request), what="extract")
    headers = {"Content-Disposition": 'inline; filename="ban-trich-ho-so.pdf"'}
    return HttpResponse(extract.extract_pdf(chart), content_type="application/pdf", headers=headers)


@require_GET
@never_cache
@protected("privacy.answer")
def requests(request: HttpRequest) -> HttpResponse:
    who, everything = who_asks(request), request.GET.get("all") == "1"
    rows = asked.requests_below(who, only_open=not everything)
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "rows": queries.request_rows(found, who),
        "everything": everything,
    }
    return page(request, "consent/requests.html", context)


@require_GET
@never_cache
@protected("privacy.answer")
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    who = who_asks(request)
    return _answering(request, _found(request_id, who), who, AnswerForm())


@require_POST
@protected("privacy.answer")
def acknowledge(request: HttpRequest, request_id: UUID) -> HttpResponse:
    who = who_asks(request)
    acts.acknowledge(request=_found(request_id, who), by=who)
    notice(request, _("Đã ghi báo nhận."))
    return after(request, "consent:request", request_id)


@require_POST
@protected("privacy.answer")
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = _found(request_id, who)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answering(request, row, who, form, status=422)
    said = form.cleaned_data
    acts.answer(request=row, is_done=said["is_done"] == "yes", text=said["answer"], by=who)
    notice(request, _("Đã ghi trả lời."))
    return after(request, "consent:requests")


def _found(request_id: UUID, who: Actor) -> DataRequest:
    row: DataRequest = get_object_or_404(asked.requests_below(who, only_open=False), pk=request_id)
    return row


def _answering(
    request: HttpRequest, row: DataRequest, who: Actor, form: AnswerForm, status: int = 200
) -> HttpResponse:
    [shown] = queries.request_rows([row], who)
    context = {
        "row": shown,
        "data_request": row,
        "form": form,
        "kept": queries.kept_sentence(row),
        "may_open": who.may("chart.open"),
        "may_readers": who.may("readlog.view"),
    }
    return page(request, "consent/request.html", context, status=status)


def _say(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
