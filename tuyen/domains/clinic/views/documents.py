"""Papers and pictures of a chart: the list, one more, and the bytes."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.clinic.forms.documents import DocumentForm, ReplaceForm, WithdrawForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.documents import (
    LABELS,
    Paper,
    add_document,
    replace_document,
    withdraw_document,
)
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Document
from tuyen.record.queries.documents import documents_of, patient_of

TEMPLATE = "clinic/documents.html"
PAGE_ROWS = 25


@require_GET
@never_cache
@protected("chart.open")
def documents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = opened_chart(person_id, who_asks(request), what="documents")
    return _shown(request, chart, DocumentForm())


@require_POST
@protected("visit.record")
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = chart_of(person_id, who)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, chart, form, status=422)
    try:
        add_document(
            person_id=chart.person.id,
            title=form.cleaned_data["title"],
            kind=form.cleaned_data["kind"],
            chunks=form.cleaned_data["file"].chunks(),
            by=who,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "file", refusal.message)
        return _shown(request, chart, form, status=422)
    notice(request, _("Đã thêm giấy tờ."))
    return after(request, "clinic:documents", person_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("visit.amend")
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A better scan or the right name; beside it the form that withdraws the paper."""
    who = who_asks(request)
    row = _of_open_chart(document_id, who)
    first = {"title": row.title, "kind": row.kind}
    form = ReplaceForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        paper = Paper(told["title"], told["kind"], told["file"].chunks())
        try:
            replace_document(document=row, paper=paper, by=who, why=told["why"])
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else "file"
            form.add_error(field, refusal.message)
        else:
            notice(request, _("Đã thay giấy tờ; bản trước còn trong lịch sử."))
            return after(request, "clinic:documents", row.patient_id)
    return _correcting(request, row, form, WithdrawForm(prefix="withdraw"))


@require_POST
@protected("visit.amend")
def withdraw(request: HttpRequest, document_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = _of_open_chart(document_id, who)
    form = WithdrawForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        first = {"title": row.title, "kind": row.kind}
        return _correcting(request, row, ReplaceForm(initial=first), form)
    withdraw_document(document=row, by=who, why=form.cleaned_data["why"])
    notice(request, _("Đã rút giấy tờ khỏi hồ sơ; lịch sử vẫn giữ."))
    return after(request, "clinic:documents", row.patient_id)


@require_GET
@protected("chart.open")
def content(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The bytes, for whoever may open the chart; the reading is logged."""
    row = _of_open_chart(document_id, who_asks(request))
    return download(row.sha256, may_read=lambda: True, name=row.title)


def _of_open_chart(document_id: UUID, who: Actor) -> Document:
    patient_id = patient_of(document_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what="document")
    found: Document = get_object_or_404(chart.of(Document), pk=document_id)
    return found


def _correcting(
    request: HttpRequest, row: Document, form: ReplaceForm, withdrawal: WithdrawForm
) -> HttpResponse:
    context = {
        "document": row,
        "person": chart_of(row.patient_id, who_asks(request)).person,
        "form": form,
        "withdrawal": withdrawal,
    }
    status = 422 if form.is_bound or withdrawal.is_bound else 200
    return page(request, "clinic/document_mend.html", context, status=status)


def _shown(
    request: HttpRequest, chart: Chart, form: DocumentForm, status: int = 200
) -> HttpResponse:
    found = Paginator(documents_of(chart), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "person": chart.person,
        "page_obj": found,
        "rows": [{"document": row, "kind": LABELS.get(row.kind, row.kind)} for row in found],
        "form": form,
        "may_record": permissions.may_record(chart.who),
        "may_amend": permissions.may_amend(chart.who),
    }
    return page(request, TEMPLATE, context, status=status)
