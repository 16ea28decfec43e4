"""Counting the store, and recalls."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import counts as acts
from tuyen.domains.pharmacy.actions import recalls as recall_acts
from tuyen.domains.pharmacy.forms.count import CountForm
from tuyen.domains.pharmacy.queries import recalls, stock
from tuyen.domains.pharmacy.views.repeats import repeat_of
from tuyen.domains.pharmacy.views.signatures import second_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

LOTS_A_PAGE = 60


@require_http_methods(["GET", "POST"])
@protected(permissions.COUNT)
def count(request: HttpRequest) -> HttpResponse:
    """Every lot with what should be there; what was counted is typed beside it."""
    who = who_asks(request)
    form = CountForm.of(request.POST)
    if request.method == "GET":
        return _count_form(request, form)
    lines = form.read(who)
    if lines is None:
        return _count_form(request, form, status=422)
    note = request.POST.get("note", "")
    try:
        made = acts.count(
            lines=lines, by=who, note=note, second=second_of(request), repeat=repeat_of(request)
        )
    except Refused as refused:
        return _count_form(request, form, problem=str(refused.message), status=refused.status)
    notice(request, _("Đã ghi %(number)s.") % {"number": made.number})
    return after(request, "pharmacy:document", made.id)


def _count_form(
    request: HttpRequest, form: CountForm, problem: str = "", status: int = 200
) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    rows = [
        {
            "item": shelf.item,
            "lot": lot,
            "typed": form.typed.get(lot.lot_id, ("", ""))[1],
            "error": form.errors.get(lot.lot_id, ""),
        }
        for shelf in stock.shelves(who_asks(request), text)
        for lot in shelf.lots
    ]
    context = {
        "page": Paginator(rows, LOTS_A_PAGE).get_page(request.GET.get("page")),
        "q": text,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "repeat": request.POST.get("repeat") or uuid7(),
        "tab": "stock",
    }
    return page(request, "pharmacy/count.html#form", context, status)


@require_GET
@never_cache
@protected(permissions.MANAGE)
def lot(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """One lot: recall it or let it be used again; who got something of it."""
    who = who_asks(request)
    found = get_object_or_404(stock.lots_of(who), pk=lot_id)
    left = stock.on_hand_in(who.unit_id, [found.id])
    context = {
        "lot": found,
        "item": found.item,
        "left": left[0].quantity if left else 0,
        "receivers": recalls.receivers_of(found, who),
        "tab": "stock",
    }
    return page(request, "pharmacy/lot.html", context)


@require_POST
@protected(permissions.MANAGE)
def recall(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """This lot, and with it the same lot from other sources."""
    who = who_asks(request)
    found = get_object_or_404(stock.lots_of(who), pk=lot_id)
    same = stock.lots_of(who).filter(item=found.item, lot_number=found.lot_number)
    recall_acts.recall(lots=list(same), reason=request.POST.get("reason", ""), by=who)
    notice(request, _("Đã chặn lô %(lot)s: không cấp được nữa.") % {"lot": found.lot_number})
    return after(request, "pharmacy:lot", found.id)


@require_POST
@protected(permissions.MANAGE)
def release(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(stock.lots_of(who), pk=lot_id)
    recall_acts.release(lot=found, why=request.POST.get("why", ""), by=who)
    notice(request, _("Lô %(lot)s dùng lại được.") % {"lot": found.lot_number})
    return after(request, "pharmacy:lot", found.id)


@require_GET
@protected(permissions.MANAGE)
def recalled(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """From the task of a recall to the lot that it is about."""
    from tuyen.domains.pharmacy.queries import documents

    document = get_object_or_404(documents.seen_by(who_asks(request)), pk=document_id)
    first = recalls.lots_of_recall(document).first()
    if first is None:
        return after(request, "pharmacy:document", document.id)
    return after(request, "pharmacy:lot", first.id)
