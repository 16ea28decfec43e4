"""Papers of the store: goods come, leave, arrive, are counted, are recalled; by the actions of the pages.

Destruction and controlled drugs need a colleague's own key in `Second-Authorization`.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import counts, items, outgoing, papers, receipts, transfers
from tuyen.domains.pharmacy.actions import recalls as recall_acts
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot
from tuyen.domains.pharmacy.queries import documents, stock
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.pharmacy import MOST_LINES, second_signature
from tuyen.edge.api.store import StockLotOut, lot_of, shown_lot
from tuyen.edge.api.who import asker
from tuyen.platform import changes

router = Router(tags=["stock"])

Write = Callable[[changes.Repeat | None], StockDocument]


class ReceiptLineIn(Schema):
    """An item of the store, or a code of the drug lists. `unit_price`: whole đồng for one unit."""

    item_id: uuid.UUID | None = None
    drug_code: str = Field("", max_length=40)
    lot_number: str = Field("", max_length=40)
    expires_on: dt.date | None = None
    quantity: int
    unit_price: int | None = Field(None, ge=0, le=1_000_000_000)
    maker: str = Field("", max_length=120)
    registration_number: str = Field("", max_length=40)


class ReceiptIn(Schema):
    """`source`: a code of the rulebook `pharmacy/sources`. Without a day it is today."""

    source: str = Field(max_length=20)
    lines: list[ReceiptLineIn] = Field(max_length=MOST_LINES)
    day: dt.date | None = None
    supplier: str = Field("", max_length=200)
    source_note: str = Field("", max_length=120)
    paper_number: str = Field("", max_length=60)
    note: str = Field("", max_length=300)


class OutLineIn(Schema):
    lot_id: uuid.UUID
    quantity: int


class TransferOutIn(Schema):
    """`to_unit_id`: one of GET /stock/neighbours."""

    to_unit_id: uuid.UUID
    lines: list[OutLineIn] = Field(max_length=MOST_LINES)
    note: str = Field("", max_length=300)


class GoodsReturnIn(Schema):
    counterpart: str = Field(max_length=200)
    lines: list[OutLineIn] = Field(max_length=MOST_LINES)
    note: str = Field("", max_length=300)


class DestructionIn(Schema):
    """`note`: why. Two signatures."""

    note: str = Field(max_length=300)
    lines: list[OutLineIn] = Field(max_length=MOST_LINES)


class CountLineIn(Schema):
    """`seen`: the balance that the list said when it was counted; what moved meanwhile still counts."""

    lot_id: uuid.UUID
    seen: int
    counted: int


class CountIn(Schema):
    """`note`: why something differs."""

    lines: list[CountLineIn] = Field(max_length=MOST_LINES)
    note: str = Field("", max_length=300)


class ArrivedLineIn(Schema):
    line_id: uuid.UUID
    quantity: int


class ArrivalIn(Schema):
    """Lines that are not named arrived whole; less than was sent needs a note."""

    received: list[ArrivedLineIn] = Field([], max_length=MOST_LINES)
    note: str = Field("", max_length=300)


class StoreWhyIn(Schema):
    why: str = Field(max_length=300)


class StockDocumentOut(Schema):
    """`kind`: receipt, transfer, return, destruction, count, recall. `status`: done, sent, received,
    differs (less arrived than was sent), back."""

    id: uuid.UUID
    unit_id: uuid.UUID
    to_unit_id: uuid.UUID | None
    kind: str
    number: str
    status: str
    day: dt.date
    at: dt.datetime
    paper_number: str
    counterpart: str
    source: str
    note: str
    by_name: str
    second_name: str
    closed_at: dt.datetime | None
    closed_by_name: str


class StockDocumentLine(Schema):
    """Units that came (+) or went (−) in the store that wrote the paper."""

    id: uuid.UUID
    drug_code: str
    name: str
    lot_id: uuid.UUID
    lot_number: str
    expires_on: dt.date | None
    quantity: int


class StockDocumentRead(StockDocumentOut):
    lines: list[StockDocumentLine]


@router.get("/documents", response=Listed[StockDocumentOut], summary="Papers of the store")
def listed(
    request: HttpRequest,
    kind: Literal[
        "", "receipt", "transfer", "return", "destruction", "count", "recall", "waiting"
    ] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """Of my unit, and transfers sent to it; `waiting`: those on their way to me."""
    who = asker(request)
    permissions.require_see_store(who)
    rows = documents.waiting_for(who) if kind == "waiting" else documents.documents_of(who, kind)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get("/documents/{uuid:document_id}", response=StockDocumentRead, summary="One paper")
def read(request: HttpRequest, response: HttpResponse, document_id: uuid.UUID) -> Any:
    who = asker(request)
    permissions.require_see_store(who)
    return _tagged(response, _document(document_id, who))


@router.post("/receipts", response={201: StockDocumentRead}, summary="Goods come in")
def receive(request: HttpRequest, response: HttpResponse, said: ReceiptIn) -> Any:
    who = _keeper(request)
    given = said.model_dump(exclude={"lines"})

    def write(repeat: changes.Repeat | None) -> StockDocument:
        lines = [_receipt_line(each, at, who) for at, each in enumerate(said.lines)]
        return receipts.receive(lines=lines, by=who, repeat=repeat, **given)

    return _once(request, response, who, said, write)


@router.post("/transfers", response={201: StockDocumentRead}, summary="Goods leave for a store")
def send(request: HttpRequest, response: HttpResponse, said: TransferOutIn) -> Any:
    who = _keeper(request)

    def write(repeat: changes.Repeat | None) -> StockDocument:
        return outgoing.send(
            lines=_out(said.lines, who),
            to_unit_id=said.to_unit_id,
            by=who,
            note=said.note,
            second=_second(request, who),
            repeat=repeat,
        )

    return _once(request, response, who, said, write)


@router.post("/returns", response={201: StockDocumentRead}, summary="Goods go back to the giver")
def return_goods(request: HttpRequest, response: HttpResponse, said: GoodsReturnIn) -> Any:
    who = _keeper(request)

    def write(repeat: changes.Repeat | None) -> StockDocument:
        return outgoing.return_goods(
            lines=_out(said.lines, who),
            counterpart=said.counterpart,
            by=who,
            note=said.note,
            second=_second(request, who),
            repeat=repeat,
        )

    return _once(request, response, who, said, write)


@router.post("/destructions", response={201: StockDocumentRead}, summary="Goods are destroyed")
def destroy(request: HttpRequest, response: HttpResponse, said: DestructionIn) -> Any:
    who = _keeper(request)

    def write(repeat: changes.Repeat | None) -> StockDocument:
        return outgoing.destroy(
            lines=_out(said.lines, who),
            note=said.note,
            by=who,
            second=_second(request, who),
            repeat=repeat,
        )

    return _once(request, response, who, said, write)


@router.post("/counts", response={201: StockDocumentRead}, summary="The store was counted")
def count(request: HttpRequest, response: HttpResponse, said: CountIn) -> Any:
    who = asker(request)
    permissions.require_count(who)

    def write(repeat: changes.Repeat | None) -> StockDocument:
        lots = _lots([each.lot_id for each in said.lines], who)
        lines = [counts.Counted(lots[each.lot_id], each.seen, each.counted) for each in said.lines]
        return counts.count(
            lines=lines, by=who, note=said.note, second=_second(request, who), repeat=repeat
        )

    return _once(request, response, who, said, write)


@router.post(
    "/documents/{uuid:document_id}/arrival",
    response=StockDocumentRead,
    summary="A transfer has arrived here",
)
def arrive(
    request: HttpRequest, response: HttpResponse, document_id: uuid.UUID, said: ArrivalIn
) -> Any:
    who = _keeper(request)
    row = _asked(request, document_id, who)
    received = {each.line_id: each.quantity for each in said.received}
    return _tagged(
        response, transfers.accept(document=row, by=who, received=received, note=said.note)
    )


@router.post(
    "/documents/{uuid:document_id}/take-back",
    response=StockDocumentRead,
    summary="The sender takes a transfer back that nobody received",
)
def take_back(
    request: HttpRequest, response: HttpResponse, document_id: uuid.UUID, said: StoreWhyIn
) -> Any:
    who = _keeper(request)
    row = _asked(request, document_id, who)
    return _tagged(response, transfers.take_back(document=row, by=who, why=said.why))


@router.post(
    "/lots/{uuid:lot_id}/recall", response={201: StockDocumentRead}, summary="A lot is recalled"
)
def recall(
    request: HttpRequest, response: HttpResponse, lot_id: uuid.UUID, said: StoreWhyIn
) -> Any:
    """This lot, and with it the same lot from other sources."""
    who = _keeper(request)
    found = lot_of(who, lot_id)
    conditions.require_match(request, found.hlc)
    same = stock.lots_of(who).filter(item=found.item, lot_number=found.lot_number)
    made = recall_acts.recall(lots=list(same), reason=said.why, by=who)
    return 201, _tagged(response, made)


@router.post("/lots/{uuid:lot_id}/release", response=StockLotOut, summary="The recall is withdrawn")
def release(
    request: HttpRequest, response: HttpResponse, lot_id: uuid.UUID, said: StoreWhyIn
) -> Any:
    who = _keeper(request)
    found = lot_of(who, lot_id)
    conditions.require_match(request, found.hlc)
    recall_acts.release(lot=found, why=said.why, by=who)
    conditions.tagged(response, found.hlc)
    return shown_lot(who, found)


def _once(
    request: HttpRequest, response: HttpResponse, who: Actor, said: Schema, write: Write
) -> tuple[int, dict[str, Any]]:
    """Written, or what was written when the same request came before."""
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    earlier = repeat.outcome() if repeat else None
    if isinstance(earlier, changes.Repeated):
        response[conditions.REPLAYED] = "true"
        return 201, _tagged(response, papers.written_before(earlier, who))
    return 201, _tagged(response, write(repeat))


def _keeper(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_manage(who)
    return who


def _second(request: HttpRequest, who: Actor) -> papers.Second | None:
    return second_signature(request, who, permissions.require_see_store)


def _document(document_id: uuid.UUID, who: Actor) -> StockDocument:
    found: StockDocument | None = documents.seen_by(who).filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, document_id: uuid.UUID, who: Actor) -> StockDocument:
    found = _document(document_id, who)
    conditions.require_match(request, found.hlc)
    return found


def _tagged(response: HttpResponse, row: StockDocument) -> dict[str, Any]:
    conditions.tagged(response, row.hlc)
    return {name: getattr(row, name) for name in StockDocumentOut.model_fields} | {
        "lines": [
            {
                "id": line.id,
                "drug_code": line.item.drug_code,
                "name": str(line.item),
                "lot_id": line.lot_id,
                "lot_number": line.lot.lot_number,
                "expires_on": line.lot.expires_on,
                "quantity": line.quantity,
            }
            for line in documents.lines_of(row)
        ]
    }


def _lots(ids: Sequence[uuid.UUID], who: Actor) -> dict[uuid.UUID, StockLot]:
    """Lots of my store by id; another's lot is refused as one that is not there."""
    found: dict[uuid.UUID, StockLot] = stock.lots_of(who).in_bulk(set(ids))
    for at, lot_id in enumerate(ids):
        if lot_id not in found:
            raise Refused(
                _("Lô này không có trong kho của đơn vị. Xin chọn lại lô."),
                field=f"lines.{at}.lot_id",
            )
    return found


def _out(lines: Sequence[OutLineIn], who: Actor) -> list[outgoing.Out]:
    lots = _lots([each.lot_id for each in lines], who)
    return [outgoing.Out(lots[each.lot_id], each.quantity) for each in lines]


def _receipt_line(said: ReceiptLineIn, at: int, who: Actor) -> receipts.Line:
    item = _item(said, who)
    if item is None:
        raise Refused(
            _("Không có thuốc “%(code)s” trong danh mục của đơn vị.")
            % {"code": said.item_id or said.drug_code},
            field=f"lines.{at}",
            code="unknown_code",
        )
    if said.expires_on is None and item.kind != Item.Kind.SUPPLY:
        raise Refused(_("Nhập hạn dùng."), field=f"lines.{at}.expires_on")
    return receipts.Line(item, **said.model_dump(exclude={"item_id", "drug_code"}))


def _item(said: ReceiptLineIn, who: Actor) -> Item | None:
    if said.item_id is None:
        return items.item_with_code(said.drug_code, who)
    found: Item | None = stock.items_of(who).filter(pk=said.item_id).first()
    return found
