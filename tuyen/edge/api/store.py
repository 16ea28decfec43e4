"""What stands in the store of the asker's unit: items, lots, card, ledger, what ends, what to ask for."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import items as acts
from tuyen.domains.pharmacy.models import Item, ItemCode, StockLot
from tuyen.domains.pharmacy.queries import books, recalls, stock, units, use
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, in_order, newest_first
from tuyen.edge.api.pharmacy import LotOut
from tuyen.edge.api.who import asker
from tuyen.platform.access.chart_access import note_reads

router = Router(tags=["stock"])

CARD_DAYS = dt.timedelta(days=92)
MOST_DAYS = dt.timedelta(days=366)
Day = Annotated[dt.date | None, Query()]


class ItemCodeSaid(Schema):
    """`scheme`: bhyt, atc, registration, national."""

    scheme: Literal["bhyt", "atc", "registration", "national"]
    code: str = Field(min_length=1, max_length=40)


class ItemIn(Schema):
    """A supply, a vaccine, a drug of no list; drugs of the lists come with their first receipt.

    `control`: C common, N narcotic, H psychotropic and precursors. `ingredients`: joined by “;”.
    """

    kind: Literal["drug", "vaccine", "supply"]
    name: str = Field(min_length=1, max_length=200)
    pack_unit: str = Field(min_length=1, max_length=20)
    strength: str = Field("", max_length=60)
    form: str = Field("", max_length=40)
    route: str = Field("", max_length=30)
    ingredients: str = Field("", max_length=300)
    control: Literal["C", "N", "H"] = "C"


class ItemOut(Schema):
    id: uuid.UUID
    kind: str
    drug_code: str
    name: str
    strength: str
    form: str
    route: str
    ingredients: str
    pack_unit: str
    control: str
    is_used: bool


class ItemRead(ItemOut):
    """`usable`: neither expired nor recalled. `lots`: whatever is left, blocked ones too."""

    codes: list[ItemCodeSaid]
    usable: int
    lots: list[LotOut]


class InUseIn(Schema):
    is_used: bool


class StockLotOut(Schema):
    """`left`: the balance; below zero after two nodes met, until it was counted."""

    id: uuid.UUID
    item_id: uuid.UUID
    drug_code: str
    lot_number: str
    expires_on: dt.date | None
    source: str
    source_note: str
    maker: str
    registration_number: str
    unit_price: int | None
    status: str
    recall_reason: str
    recalled_on: dt.date | None
    left: int


class LotReceiverOut(Schema):
    """Who got something of a lot; nobody of a compartment that is closed to the asker."""

    person_id: uuid.UUID
    name: str
    phone: str
    quantity: int
    handed_at: dt.datetime


class Receivers(Schema):
    items: list[LotReceiverOut]


class MovementOut(Schema):
    """Units that came (+) or went (−); `number`: of the paper, or of the prescription."""

    id: uuid.UUID
    item_id: uuid.UUID
    lot_id: uuid.UUID
    kind: str
    quantity: int
    day: dt.date
    at: dt.datetime
    number: str
    note: str
    by_name: str
    second_name: str


class CardLineOut(MovementOut):
    lot_number: str
    balance: int


class CardOut(Schema):
    """Form 04D/BV-01: oldest first. `opening` and `closing` are of the whole span, lines of this page."""

    since: dt.date
    until: dt.date
    opening: int
    came: int
    went: int
    closing: int
    items: list[CardLineOut]
    next: str | None


class EndingOut(Schema):
    """`nearness`: expired, soon, near, ahead; `to_do`: what the unit does then. Steps may be unverified."""

    item_id: uuid.UUID
    name: str
    pack_unit: str
    lot_id: uuid.UUID
    lot_number: str
    expires_on: dt.date
    source: str
    quantity: int
    nearness: str
    to_do: str


class Endings(Listed[EndingOut]):
    is_unverified: bool


class ReorderOut(Schema):
    """`monthly`: average use on days with stock; `months`: how long the rest lasts, null where unused."""

    item_id: uuid.UUID
    drug_code: str
    name: str
    pack_unit: str
    usable: int
    monthly: float
    months: float | None
    days_without: int
    propose: int


class Reorder(Listed[ReorderOut]):
    is_unverified: bool


class StoreNearOut(Schema):
    unit_id: uuid.UUID
    name: str


class StoresNear(Schema):
    items: list[StoreNearOut]


@router.get("/neighbours", response=StoresNear, summary="Stores to which a transfer may go")
def neighbours(request: HttpRequest) -> Any:
    who = _keeper(request)
    return {"items": list(units.neighbours(who))}


@router.post("/items", response={201: ItemRead}, summary="An item that stands in no list")
def add_item(request: HttpRequest, response: HttpResponse, said: ItemIn) -> Any:
    who = _keeper(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    made = conditions.once(
        response,
        repeat,
        lambda: acts.add_item(by=who, repeat=repeat, **said.model_dump()),
        lambda item_id: _item(who, item_id),
    )
    return 201, _tagged(response, made)


@router.get("/items/{uuid:item_id}", response=ItemRead, summary="One item with its lots and codes")
def read_item(request: HttpRequest, response: HttpResponse, item_id: uuid.UUID) -> Any:
    return _tagged(response, _item(_reader(request), item_id))


@router.put("/items/{uuid:item_id}/use", response=ItemRead, summary="In use here, or no longer")
def use_item(
    request: HttpRequest, response: HttpResponse, item_id: uuid.UUID, said: InUseIn
) -> Any:
    who = _keeper(request)
    found = _item(who, item_id)
    conditions.require_match(request, found.hlc)
    return _tagged(response, acts.change_item(item=found, by=who, is_used=said.is_used))


@router.post(
    "/items/{uuid:item_id}/codes", response={201: ItemRead}, summary="Its code in another's list"
)
def add_code(
    request: HttpRequest, response: HttpResponse, item_id: uuid.UUID, said: ItemCodeSaid
) -> Any:
    who = _keeper(request)
    found = _item(who, item_id)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    conditions.once(
        response,
        repeat,
        lambda: acts.add_code(item=found, by=who, repeat=repeat, **said.model_dump()),
        lambda code_id: ItemCode.objects.get(unit_id=found.unit_id, id=code_id),
    )
    return 201, _tagged(response, found)


@router.get("/items/{uuid:item_id}/card", response=CardOut, summary="The stock card, page by page")
def card(
    request: HttpRequest,
    item_id: uuid.UUID,
    since: Day = None,
    until: Day = None,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """Three months up to today without a span; 366 days at the most."""
    found = _item(_reader(request), item_id)
    first, last = _span(since, until)
    whole = stock.card_of(found, first, last)
    return {
        "since": first,
        "until": last,
        "opening": whole.opening,
        "came": whole.came,
        "went": whole.went,
        "closing": whole.closing,
        **in_order(whole.lines, cursor, limit, lambda line: line.movement.id, _card_line),
    }


@router.get("/movements", response=Listed[MovementOut], summary="The ledger, newest first")
def movements(
    request: HttpRequest,
    item_id: uuid.UUID | None = None,
    lot_id: uuid.UUID | None = None,
    kind: str = "",
    since: Day = None,
    until: Day = None,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    asked = {
        "item_id": item_id,
        "lot_id": lot_id,
        "kind": kind,
        "day__gte": since,
        "day__lte": until,
    }
    rows = stock.movements_of(_reader(request))
    found = rows.filter(**{name: value for name, value in asked.items() if value})
    return newest_first(found, cursor, limit, lambda row: row)


@router.get(
    "/expiring", response=Endings, summary="Lots that have ended or end soon, soonest first"
)
def expiring(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    who, today = _keeper(request), clock.today()
    found = books.expiring(who, today)
    page = in_order(found, cursor, limit, lambda each: each.lot.lot_id, _ending)
    return {**page, "is_unverified": stock.policy(today, who).is_expiry_unverified}


@router.get("/reorder", response=Reorder, summary="What to ask for, what lasts too short first")
def reorder(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    who, today = _keeper(request), clock.today()
    page = in_order(
        use.outlooks(who, today), cursor, limit, lambda line: line.shelf.item.id, _proposal
    )
    return {**page, "is_unverified": stock.policy(today, who).is_unverified}


@router.get("/lots/{uuid:lot_id}", response=StockLotOut, summary="One lot and what is left of it")
def read_lot(request: HttpRequest, response: HttpResponse, lot_id: uuid.UUID) -> Any:
    who = _reader(request)
    found = lot_of(who, lot_id)
    conditions.tagged(response, found.hlc)
    return shown_lot(who, found)


@router.get("/lots/{uuid:lot_id}/receivers", response=Receivers, summary="Who got something of it")
def receivers(request: HttpRequest, lot_id: uuid.UUID) -> Any:
    who = _keeper(request)
    found = recalls.receivers_of(lot_of(who, lot_id), who)
    note_reads({each.person.id for each in found}, who, what="api_recall")
    return {
        "items": [
            {
                "person_id": each.person.id,
                "name": each.person.name,
                "phone": each.person.phone,
                "quantity": each.dispense.quantity,
                "handed_at": each.dispense.handed_at,
            }
            for each in found
        ]
    }


def lot_of(who: Actor, lot_id: uuid.UUID) -> StockLot:
    """404 for a lot of another store."""
    found: StockLot | None = stock.lots_of(who).filter(pk=lot_id).first()
    if found is None:
        raise Http404
    return found


def shown_lot(who: Actor, lot: StockLot) -> dict[str, Any]:
    names = [name for name in StockLotOut.model_fields if name != "left"]
    there = stock.on_hand_in(who.unit_id, [lot.id])
    return {name: getattr(lot, name) for name in names} | {
        "left": there[0].quantity if there else 0
    }


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_see_store(who)
    return who


def _keeper(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_manage(who)
    return who


def _item(who: Actor, item_id: uuid.UUID) -> Item:
    found: Item | None = stock.items_of(who).filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


def _tagged(response: HttpResponse, item: Item) -> dict[str, Any]:
    conditions.tagged(response, item.hlc)
    shelf = stock.shelf_of(item)
    return {name: getattr(item, name) for name in ItemOut.model_fields} | {
        "codes": list(item.codes.filter(unit_id=item.unit_id).order_by("scheme", "id")),
        "usable": shelf.usable,
        "lots": shelf.lots,
    }


def _span(since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    last = until or clock.today()
    first = since or max(last, dt.date.min + CARD_DAYS) - CARD_DAYS
    if first > last or last - first > MOST_DAYS:
        raise Refused(
            _("Khoảng ngày phải từ ngày trước đến ngày sau, dài nhất 366 ngày."), field="since"
        )
    return first, last


def _card_line(line: stock.CardLine) -> dict[str, Any]:
    return {name: getattr(line.movement, name) for name in MovementOut.model_fields} | {
        "lot_number": line.lot.lot_number,
        "balance": line.balance,
    }


def _ending(each: books.Ending) -> dict[str, Any]:
    return {
        "item_id": each.item.id,
        "name": str(each.item),
        "pack_unit": each.item.pack_unit,
        "lot_id": each.lot.lot_id,
        "lot_number": each.lot.lot_number,
        "expires_on": each.ends,
        "source": each.lot.source,
        "quantity": each.lot.quantity,
        "nearness": each.near.value,
        "to_do": each.to_do,
    }


def _proposal(line: use.Line) -> dict[str, Any]:
    item, outlook = line.shelf.item, line.outlook
    return {
        "item_id": item.id,
        "drug_code": item.drug_code,
        "name": str(item),
        "pack_unit": item.pack_unit,
        "usable": line.shelf.usable,
        "monthly": outlook.monthly,
        "months": outlook.months,
        "days_without": outlook.days_without,
        "propose": outlook.propose,
    }
