"""Papers by which goods leave: transfer, return, destruction; and a transfer that arrives."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import outgoing as acts
from tuyen.domains.pharmacy.actions import transfers
from tuyen.domains.pharmacy.forms import figures
from tuyen.domains.pharmacy.forms.outgoing import OutForm, OutRow, label_of, row_of
from tuyen.domains.pharmacy.models import StockDocument
from tuyen.domains.pharmacy.queries import documents as queries
from tuyen.domains.pharmacy.queries import stock, units
from tuyen.domains.pharmacy.rules import lots as lot_rules
from tuyen.domains.pharmacy.views.repeats import repeat_of
from tuyen.domains.pharmacy.views.signatures import second_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

SUGGESTIONS = 12
KINDS = ("transfer", "return", "destruction")


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def out(request: HttpRequest, kind: str) -> HttpResponse:
    """One form for the three papers; a destruction begins with what has expired or was recalled."""
    if kind not in KINDS:
        raise Http404
    who = who_asks(request)
    if request.method == "GET":
        return _form(request, kind, OutForm(None, who, _start(kind, who)))
    form = OutForm(request.POST, who)
    if request.POST.get("more"):
        form.more()
        return _form(request, kind, form)
    lines = form.read()
    if lines is None:
        return _form(request, kind, form, status=422)
    try:
        made = _write(request, kind, lines, who)
    except Refused as refused:
        return _form(request, kind, form, problem=refused, status=refused.status)
    notice(request, _("Đã ghi %(number)s.") % {"number": made.number})
    return after(request, "pharmacy:document", made.id)


def _write(request: HttpRequest, kind: str, lines: list[acts.Out], who: Actor) -> StockDocument:
    note, repeat = request.POST.get("note", ""), repeat_of(request)
    second = second_of(request)
    if kind == "transfer":
        to = _unit(request.POST.get("to_unit", ""))
        return acts.send(
            lines=lines, to_unit_id=to, by=who, note=note, second=second, repeat=repeat
        )
    if kind == "return":
        counterpart = request.POST.get("counterpart", "")
        return acts.return_goods(
            lines=lines, counterpart=counterpart, by=who, note=note, second=second, repeat=repeat
        )
    return acts.destroy(lines=lines, note=note, by=who, second=second, repeat=repeat)


def _unit(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Chọn nơi nhận trong danh sách."), field="to_unit") from None


def _start(kind: str, who: Actor) -> list[OutRow]:
    """What should leave: for a destruction everything that has expired or was recalled."""
    if kind != "destruction":
        return []
    found = [
        (str(shelf.item), lot)
        for shelf in stock.shelves(who, view="blocked")
        for lot in shelf.lots
        if lot.quantity > 0 and lot_rules.blocked(lot, clock.today())
    ]
    return [row_of(number, name, lot) for number, (name, lot) in enumerate(found)]


def _form(
    request: HttpRequest,
    kind: str,
    form: OutForm,
    problem: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    who = who_asks(request)
    context = {
        "form": form,
        "kind": kind,
        "title": dict(StockDocument.Kind.choices)[kind],
        "problem": problem,
        "units": units.neighbours(who) if kind == "transfer" else [],
        "said": request.POST,
        "needs_two": kind == "destruction" or (problem is not None and problem.code == "second"),
        "repeat": request.POST.get("repeat") or uuid7(),
        "tab": "documents",
    }
    return page(request, "pharmacy/out.html#form", context, status)


@require_GET
@protected(permissions.MANAGE, permissions.COUNT)
def pick_lots(request: HttpRequest) -> HttpResponse:
    """Lots of the store for a type-ahead box, first to expire first."""
    text = request.GET.get("q", "")
    options = [
        (lot.lot_id.hex, label_of(str(shelf.item), lot), _("còn %(n)d") % {"n": lot.quantity})
        for shelf in stock.shelves(who_asks(request), text)
        for lot in shelf.lots
        if lot.quantity > 0
    ]
    return page(request, "pharmacy/options.html", {"options": options[:SUGGESTIONS]})


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def accept(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A transfer that waits for us: everything is filled in, Enter takes it in."""
    who = who_asks(request)
    document = get_object_or_404(queries.waiting_for(who), pk=document_id)
    lines: list[dict[str, Any]] = [
        {"line": line, "sent": -line.quantity} for line in queries.lines_of(document)
    ]
    problem: Refused | None = None
    if request.method == "POST":
        try:
            received = {each["line"].id: _received(request, each) for each in lines}
            note = request.POST.get("note", "")
            transfers.accept(document=document, by=who, received=received, note=note)
        except Refused as refused:
            problem = refused
        else:
            notice(request, _("Đã nhận %(number)s vào kho.") % {"number": document.number})
            return after(request, "pharmacy:stock")
    for each in lines:
        each["typed"] = request.POST.get(f"received_{each['line'].id}", each["sent"])
    context: dict[str, Any] = {
        "document": document,
        "lines": lines,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "tab": "documents",
    }
    return page(request, "pharmacy/accept.html#form", context, problem.status if problem else 200)


def _received(request: HttpRequest, each: dict[str, Any]) -> int:
    text = request.POST.get(f"received_{each['line'].id}", str(each["sent"]))
    try:
        return figures.count(text)
    except figures.Unreadable as fault:
        raise Refused(str(fault), field="quantity") from None


@require_POST
@protected(permissions.MANAGE)
def take_back(request: HttpRequest, document_id: UUID) -> HttpResponse:
    who = who_asks(request)
    document = get_object_or_404(queries.seen_by(who), pk=document_id)
    transfers.take_back(document=document, by=who, why=request.POST.get("why", ""))
    notice(request, _("Đã lấy lại hàng vào kho."))
    return after(request, "pharmacy:document", document.id)
