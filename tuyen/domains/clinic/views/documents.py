"""Papers and pictures of a chart: the list, one more, and the bytes."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.clinic.forms.documents import DocumentForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.documents import KINDS, add_document
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


@require_GET
@protected("chart.open")
def content(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The bytes, for whoever may open the chart; the reading is logged."""
    who = who_asks(request)
    patient_id = patient_of(document_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what="document")
    row = get_object_or_404(chart.of(Document), pk=document_id)
    return download(row.sha256, may_read=lambda: True, name=row.title)


def _shown(
    request: HttpRequest, chart: Chart, form: DocumentForm, status: int = 200
) -> HttpResponse:
    found = Paginator(documents_of(chart), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "person": chart.person,
        "page_obj": found,
        "rows": [{"document": row, "kind": KINDS.get(row.kind, row.kind)} for row in found],
        "form": form,
        "may_record": permissions.may_record(chart.who),
    }
    return page(request, TEMPLATE, context, status=status)
