"""Goods come in: a receipt with its lots. The same lot from the same source is one lot."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.platform import changes


@dataclass(frozen=True)
class Line:
    """One line of a receipt. `item` may be new; it is written with the first receipt."""

    item: Item
    lot_number: str
    expires_on: dt.date | None
    quantity: int
    unit_price: int | None = None
    maker: str = ""
    registration_number: str = ""


def receive(  # noqa: PLR0913  a receipt is what stands on it
    *,
    lines: Sequence[Line],
    source: str,
    by: Actor,
    day: dt.date | None = None,
    supplier: str = "",
    source_note: str = "",
    paper_number: str = "",
    note: str = "",
    repeat: changes.Repeat | None = None,
) -> StockDocument:
    """Everything on the slip is now in the store. Expired goods and impossible figures are refused."""
    permissions.require_manage(by)
    papers.require_day(day or clock.today())
    require_lines(lines, source, day or clock.today())

    def write() -> StockDocument:
        document = papers.document_of(
            documents.Kind.RECEIPT,
            by,
            day=day,
            counterpart=supplier,
            source=source,
            paper_number=paper_number,
            note=note,
        )
        rows = _Rows(document, source_note)
        for line in lines:
            rows.take(line)
        with changes.apply(actor=by, reason="stock.receive", repeat=repeat) as log:
            log.check(lambda: papers.require_number_free(document))
            log.create(document, *rows.items, *rows.lots, *rows.movements)
            log.result_id = document.id
        return document

    return papers.once(write, by)


def rows_of(document: StockDocument, lines: Sequence[Line]) -> "_Rows":
    """What a receipt writes beside its paper."""
    rows = _Rows(document, "")
    for line in lines:
        rows.take(line)
    return rows


def require_lines(lines: Sequence[Line], source: str, day: dt.date) -> None:
    """Everything that may not stand on a receipt, said before anything is written."""
    if not lines:
        raise Refused(
            _("Phiếu nhập chưa có dòng nào: chọn thuốc, số lô và số lượng."), field="item"
        )
    if source not in stock.source_labels(day):
        raise Refused(_("Chọn nguồn: BHYT, chương trình, tự mua hay viện trợ."), field="source")
    for line in lines:
        papers.require_quantity(line.quantity)
        if not line.lot_number.strip() and line.item.kind != Item.Kind.SUPPLY:
            raise Refused(_("Nhập số lô của %(item)s.") % {"item": line.item}, field="lot_number")
        if line.expires_on is not None and line.expires_on < day:
            raise Refused(
                _("%(item)s lô %(lot)s đã hết hạn: không nhập kho.")
                % {"item": line.item, "lot": line.lot_number},
                field="expires_on",
            )


class _Rows:
    """The rows of one receipt; an item or lot that is there already is used again."""

    def __init__(self, document: StockDocument, source_note: str) -> None:
        self.document, self.source_note = document, nfc(source_note).strip()
        self.items: list[Item] = []
        self.lots: list[StockLot] = []
        self.movements: list[StockMovement] = []
        self._known: dict[str, Item] = {}

    def take(self, line: Line) -> None:
        item = self._item(line.item)
        lot = self._lot(item, line)
        self.movements.append(
            papers.movement(self.document, item, lot, ledger.Kind.RECEIPT, line.quantity)
        )

    def _item(self, item: Item) -> Item:
        if item.as_loaded() is not None:
            return item
        key = item.drug_code or item.fold
        if key not in self._known:
            self._known[key] = item
            self.items.append(item)
        return self._known[key]

    def _lot(self, item: Item, line: Line) -> StockLot:
        wanted = {
            "unit_id": self.document.unit_id,
            "lot_number": nfc(line.lot_number).strip().upper(),
            "expires_on": line.expires_on,
            "source": self.document.source,
            "source_note": self.source_note,
            "unit_price": line.unit_price,
            "status": StockLot.Status.USABLE,
        }
        for lot in self.lots:
            if lot.item_id == item.id and all(getattr(lot, k) == v for k, v in wanted.items()):
                return lot
        there = StockLot.objects.filter(item_id=item.id, **wanted).first()
        if there is not None:
            return there
        lot = StockLot(
            item=item,
            drug_code=item.drug_code,
            maker=nfc(line.maker),
            registration_number=nfc(line.registration_number),
            **wanted,
        )
        self.lots.append(lot)
        return lot
