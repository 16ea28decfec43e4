"""The store: what is there, the card of an item, items typed by hand."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import items as acts
from tuyen.domains.pharmacy.forms.items import CodeForm, ItemForm
from tuyen.domains.pharmacy.forms.receipt import OWN_ITEM
from tuyen.domains.pharmacy.models import Item
from tuyen.domains.pharmacy.queries import stock as queries
from tuyen.domains.pharmacy.rules import lots as lot_rules
from tuyen.domains.pharmacy.rules import use
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.terms import queries as terms

ROWS_A_PAGE = 50
SUGGESTIONS = 12
CARD_DAYS = 92


@require_GET
@protected(permissions.DISPENSE, permissions.MANAGE, permissions.COUNT)
def stock(request: HttpRequest) -> HttpResponse:
    """Every item with what is left, its next expiry and what speaks against it."""
    who, text = who_asks(request), request.GET.get("q", "").strip()
    view = request.GET.get("view", "")
    view = view if view in queries.VIEWS else ""
    found = queries.shelves(who, text, view)
    policy = queries.policy(clock.today(), who)
    context = {
        "page": Paginator([shown(shelf, policy) for shelf in found], ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "q": text,
        "view": view,
        "tab": "stock",
        "may_manage": permissions.may_manage(who),
        "may_count": permissions.may_count(who),
    }
    return page(request, "pharmacy/stock.html#found", context)


def shown(shelf: queries.Shelf, policy: use.Policy) -> dict[str, Any]:
    """A shelf with the words and colours of its lots."""
    marks = {_mark(lot, shelf.day, policy) for lot in shelf.lots if lot.quantity > 0}
    return {"shelf": shelf, "item": shelf.item, "marks": sorted(m for m in marks if m)}


def _mark(lot: lot_rules.OnHand, day: dt.date, policy: use.Policy) -> tuple[int, str, str] | None:
    """(order, word, tone) of a lot; red only for what would harm whoever takes it."""
    why = lot_rules.blocked(lot, day)
    if why is lot_rules.Blocked.RECALLED:
        return 0, _("Bị thu hồi"), "danger"
    if why is lot_rules.Blocked.EXPIRED:
        return 1, _("Hết hạn"), "danger"
    words = {
        use.Nearness.SOON: (2, _("Sắp hết hạn"), "warn"),
        use.Nearness.NEAR: (3, _("Cận hạn"), "warn"),
        use.Nearness.AHEAD: (4, _("Hạn gần"), "info"),
    }
    return words.get(use.nearness(lot.expires_on, day, policy))


def _to_do(lot: lot_rules.OnHand, policy: use.Policy) -> str:
    """What this unit does with a lot that nears its end, while something of it is left."""
    if lot.quantity <= 0:
        return ""
    return use.to_do(use.nearness(lot.expires_on, clock.today(), policy), policy)


@require_GET
@protected(permissions.DISPENSE, permissions.MANAGE, permissions.COUNT)
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One item: its lots, and its card over three months or the days asked for."""
    who = who_asks(request)
    found: Item = get_object_or_404(queries.items_of(who), pk=item_id)
    since, until = card_days(request)
    shelf = queries.shelf_of(found)
    policy = queries.policy(shelf.day, who)
    context = {
        "item": found,
        "shelf": shelf,
        "lots": [(lot, _mark(lot, shelf.day, policy), _to_do(lot, policy)) for lot in shelf.lots],
        "is_open": policy.is_expiry_unverified,
        "sources": queries.source_labels(shelf.day, get_language() or "vi"),
        "codes": found.codes.order_by("scheme", "id"),
        "card": queries.card_of(found, since, until),
        "since": since,
        "until": until,
        "code_form": CodeForm(),
        "may_manage": permissions.may_manage(who),
        "tab": "stock",
    }
    return page(request, "pharmacy/item.html", context)


def card_days(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The span asked for; three months up to today for what is no span."""
    today = clock.today()
    since = _day(request.GET.get("since", "")) or today - dt.timedelta(days=CARD_DAYS)
    until = _day(request.GET.get("until", "")) or today
    return (since, until) if since <= until else (until, since)


def _day(text: str) -> dt.date | None:
    try:
        return DateField(required=False).clean(text)  # type: ignore[no-any-return]
    except ValidationError:
        return None


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def item_new(request: HttpRequest) -> HttpResponse:
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add_item(by=who_asks(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            notice(request, _("Đã thêm %(item)s.") % {"item": made})
            return after(request, "pharmacy:item", made.id)
    status = 422 if request.method == "POST" else 200
    return page(request, "pharmacy/item_form.html#form", {"form": form, "tab": "stock"}, status)


@require_POST
@protected(permissions.MANAGE)
def code_add(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found: Item = get_object_or_404(queries.items_of(who), pk=item_id)
    scheme, code = request.POST.get("scheme", ""), request.POST.get("code", "")
    acts.add_code(item=found, scheme=scheme, code=code, by=who)
    return after(request, "pharmacy:item", found.id)


@require_POST
@protected(permissions.MANAGE)
def item_used(request: HttpRequest, item_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found: Item = get_object_or_404(queries.items_of(who), pk=item_id)
    acts.change_item(item=found, by=who, is_used=request.POST.get("used") == "1")
    return after(request, "pharmacy:item", found.id)


@require_GET
@protected(permissions.DISPENSE, permissions.MANAGE, permissions.COUNT)
def pick_items(request: HttpRequest) -> HttpResponse:
    """Options for a type-ahead box: items of the store first, then the drug lists."""
    who, text = who_asks(request), request.GET.get("q", "")
    own = list(queries.items_of(who, text).filter(is_used=True)[:SUGGESTIONS])
    options = [(f"{OWN_ITEM}{each.id.hex}", str(each), each.form or each.pack_unit) for each in own]
    codes = {each.drug_code for each in own}
    for drug in terms.search_drugs(who, text, clock.today(), SUGGESTIONS):
        if drug.code not in codes:
            options.append((drug.code, drug.full_name, drug.form))
    return page(request, "pharmacy/options.html", {"options": options[:SUGGESTIONS]})
