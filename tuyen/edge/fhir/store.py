"""Medication: items and lots of the asker's own store. SupplyDelivery: transfers to and from it.

Items are searched, lots where `lot-number` or `expiration-date` is asked for; both are read by their id.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.domains.pharmacy import fhir as mapped
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.models import Item, ItemCode, StockDocument, StockMovement
from tuyen.domains.pharmacy.queries import documents, stock
from tuyen.domains.pharmacy.rules import ledger
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page

MEDICATION_KNOWN = ("code", "status", "lot-number", "expiration-date")
DELIVERY_KNOWN = ("identifier", "status", "supplier")
_OF_LOTS = ("lot-number", "expiration-date")


def read_medication(id_: uuid.UUID, who: Actor) -> Resource:
    """404 for an item or lot of another store."""
    for rows in (_items(who), _lots(who)):
        if found := list(rows.filter(pk=id_)):
            return _medications(found)[0]
    raise Http404


def search_medications(ask: Asked, who: Actor) -> Page:
    is_of_lots = any(map(ask.all, _OF_LOTS))
    rows = searching.narrowed(_lots(who) if is_of_lots else _items(who), ask)
    for text in ask.all("status"):
        rows = _in_status(rows, _codes(text), is_of_lots=is_of_lots)
    for text in ask.all("code"):
        items = _coded(who, _codes(text))
        rows = rows.filter(item_id__in=items) if is_of_lots else rows.filter(pk__in=items)
    for text in ask.all("lot-number"):
        rows = rows.filter(lot_number__in=[code.upper() for code in _codes(text)])
    if is_of_lots:
        rows = searching.by_date(rows, ask, "expiration-date", "expires_on", is_day=True)
    shown, total, then = searching.page_of(rows, ask)
    return Page(_medications(shown), total, then)


def _items(who: Actor) -> Any:
    rows = stock.items_of(who)
    return rows if permissions.may_see_store(who) else rows.none()


def _lots(who: Actor) -> Any:
    rows = stock.lots_of(who)
    return rows if permissions.may_see_store(who) else rows.none()


def _in_status(rows: Any, codes: list[str], *, is_of_lots: bool) -> Any:
    wanted = {"active", "inactive"} & set(codes)
    if len(wanted) != 1:
        return rows if wanted else rows.none()
    is_active = "active" in wanted
    if is_of_lots:
        return rows.filter(recalled_on__isnull=is_active)
    return rows.filter(is_used=is_active)


def _coded(who: Actor, codes: list[str]) -> list[uuid.UUID]:
    """Items of the store with one of these codes, ours or another list's."""
    ours = stock.items_of(who).filter(drug_code__in=[code for code in codes if code])
    theirs = ItemCode.objects.filter(unit_id=who.unit_id, code__in=codes)
    return [*ours.values_list("id", flat=True), *theirs.values_list("item_id", flat=True)]


def _medications(rows: Sequence[Any]) -> list[Resource]:
    codes = _codes_of({row.id if isinstance(row, Item) else row.item_id for row in rows}, rows)
    return [
        mapped.medication(row, codes.get(row.id, ()))
        if isinstance(row, Item)
        else mapped.lot(row, codes.get(row.item_id, ()))
        for row in rows
    ]


def _codes_of(ids: set[uuid.UUID], rows: Sequence[Any]) -> dict[uuid.UUID, list[ItemCode]]:
    found: dict[uuid.UUID, list[ItemCode]] = {}
    known: Any = ItemCode.objects.filter(unit_id__in={row.unit_id for row in rows}, item_id__in=ids)
    for each in known.order_by("id"):
        found.setdefault(each.item_id, []).append(each)
    return found


def read_delivery(id_: uuid.UUID, who: Actor) -> Resource:
    found = list(_deliveries(_transfers(who)).filter(pk=id_))
    if not found:
        raise Http404
    return _mapped(found)[0]


def search_deliveries(ask: Asked, who: Actor) -> Page:
    """A delivery has changed when its paper has."""
    times = {name: said for name, said in ask.values.items() if name == "_lastUpdated"}
    rest = {name: said for name, said in ask.values.items() if name != "_lastUpdated"}
    papers = searching.narrowed(_transfers(who), replace(ask, values=times))
    for text in ask.all("status"):
        wanted = {ours for ours, theirs in mapped.DELIVERED.items() if theirs in _codes(text)}
        papers = papers.filter(status__in=wanted)
    for text in ask.all("supplier"):
        papers = papers.filter(unit_id=params.reference_id("supplier", text, "Organization"))
    for text in ask.all("identifier"):
        papers = papers.filter(_numbered(_codes(text)))
    rows = searching.narrowed(_deliveries(papers), replace(ask, values=rest))
    shown, total, then = searching.page_of(rows, ask)
    return Page(_mapped(shown), total, then)


def _transfers(who: Actor) -> Any:
    rows = documents.seen_by(who).filter(kind=StockDocument.Kind.TRANSFER)
    return rows if permissions.may_see_store(who) else rows.none()


def _deliveries(papers: Any) -> Any:
    """Lines as the unit that sent them has them."""
    of_paper = papers.filter(pk=OuterRef("document_id"), unit_id=OuterRef("unit_id"))
    rows = StockMovement.objects.filter(Exists(of_paper), kind=ledger.Kind.TRANSFER_OUT)
    of_one_unit = rows.filter(item__unit_id=F("unit_id"), lot__unit_id=F("unit_id"))
    return of_one_unit.select_related("item", "lot")


def _numbered(values: list[str]) -> Q:
    """As we write it: the unit that sent, a slash, the number of its paper."""
    wanted = Q(pk__in=[])
    for value in values:
        unit, _slash, number = value.partition("/")
        try:
            wanted |= Q(unit_id=uuid.UUID(unit), number=number)
        except ValueError:
            continue
    return wanted


def _mapped(rows: Sequence[Any]) -> list[Resource]:
    units, ids = {row.unit_id for row in rows}, {row.document_id for row in rows}
    papers = StockDocument.objects.filter(unit_id__in=units).in_bulk(ids)
    return [mapped.delivery(row, papers[row.document_id]) for row in rows]


def _codes(text: str) -> list[str]:
    return [params.token(each)[1] for each in text.split(",")]
