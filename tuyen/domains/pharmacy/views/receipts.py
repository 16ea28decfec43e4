"""Goods come in, and the papers of the store."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import receipts as acts
from tuyen.domains.pharmacy.forms.receipt import ReceiptForm
from tuyen.domains.pharmacy.queries import documents as queries
from tuyen.domains.pharmacy.views.repeats import repeat_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def receive(request: HttpRequest) -> HttpResponse:
    """A slip typed line by line; a transfer that waits is one click above."""
    who = who_asks(request)
    form = ReceiptForm(request.POST if request.method == "POST" else None, who)
    if request.method == "GET":
        return _form(request, form)
    if request.POST.get("more"):
        form.more()
        return _form(request, form)
    lines = form.read()
    if lines is None:
        return _form(request, form, status=422)
    try:
        made = acts.receive(
            lines=lines, by=who, repeat=repeat_of(request), **form.head.cleaned_data
        )
    except Refused as refused:
        return _form(request, form, problem=str(refused.message), status=refused.status)
    notice(request, _("Đã nhập kho, %(number)s.") % {"number": made.number})
    return after(request, "pharmacy:document", made.id)


def _form(
    request: HttpRequest, form: ReceiptForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "repeat": request.POST.get("repeat") or uuid7(),
        "tab": "documents",
    }
    return page(request, "pharmacy/receive.html#form", context, status)


@require_GET
@protected(permissions.DISPENSE, permissions.MANAGE, permissions.COUNT)
def documents(request: HttpRequest) -> HttpResponse:
    """Papers of the store, newest first; a kind may be asked for."""
    who, kind = who_asks(request), request.GET.get("kind", "")
    rows = queries.documents_of(who, kind)
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": queries.KINDS,
        "waiting": queries.waiting_for(who) if permissions.may_manage(who) else [],
        "tab": "documents",
        "may_manage": permissions.may_manage(who),
    }
    return page(request, "pharmacy/documents.html", context)


@require_GET
@protected(permissions.DISPENSE, permissions.MANAGE, permissions.COUNT)
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(queries.seen_by(who), pk=document_id)
    context = {
        "document": found,
        "lines": queries.lines_of(found),
        "may_take_back": found.status == "sent"
        and found.unit_id == who.unit_id
        and permissions.may_manage(who),
        "tab": "documents",
        "may_manage": permissions.may_manage(who),
    }
    return page(request, "pharmacy/document.html", context)
