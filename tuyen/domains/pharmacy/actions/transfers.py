"""A transfer arrives: counted, taken in, differences told; or it is taken back on its way."""

import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.actions.items import DETAILS
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.queries.documents import lines_of
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.domains.pharmacy.rules.documents import Status
from tuyen.platform import changes
from tuyen.record.models import Task

DIFFERENCE = "stock_difference"
_CLOSING = ["status", "closed_at", "closed_by_name", "note"]
_OF_A_LOT = (
    "lot_number",
    "expires_on",
    "source",
    "source_note",
    "maker",
    "registration_number",
    "unit_price",
    "status",
    "recall_reason",
    "recalled_on",
)


def accept(
    *,
    document: StockDocument,
    by: Actor,
    received: Mapping[uuid.UUID, int] | None = None,
    note: str = "",
) -> StockDocument:
    """What arrived is in my store. received: units by line of the paper; everything without it.

    Less than was sent is written down as it is, and the sending store hears of it as a task.
    """
    permissions.require_manage(by)
    if document.to_unit_id != by.unit_id:
        raise Refused(_("Phiếu này chuyển cho đơn vị khác."))
    _require_on_its_way(document, Status.RECEIVED)
    lines = list(lines_of(document))
    there = {line.id: -line.quantity for line in lines}
    counted = {**there, **(received or {})}
    _require_counted(counted, there)
    differs = counted != there
    if differs and not note.strip():
        raise Refused(_("Nhận không đủ: ghi lý do, ví dụ “vỡ 2 lọ”."), field="note", code="short")
    rows = _arrived(document, lines, counted, by)
    _close(document, Status.DIFFERS if differs else Status.RECEIVED, by, note)
    with changes.apply(actor=by, reason="stock.accept", why=nfc(note).strip()) as log:
        log.change(document, _CLOSING)
        log.create(*rows)
        if differs:
            log.create(_task(document))
    return document


def take_back(*, document: StockDocument, by: Actor, why: str) -> StockDocument:
    """The sending store takes a transfer back that nobody has received."""
    permissions.require_manage(by)
    if document.unit_id != by.unit_id:
        raise Refused(_("Chỉ nơi gửi lấy lại được phiếu này."))
    _require_on_its_way(document, Status.BACK)
    rows = [
        papers.movement(document, line.item, line.lot, ledger.Kind.TRANSFER_IN, -line.quantity, why)
        for line in lines_of(document)
    ]
    for row in rows:
        row.day, row.at, row.by_name = clock.today(), clock.now(), by.name
    _close(document, Status.BACK, by, why)
    with changes.apply(actor=by, reason="stock.transfer_back", why=nfc(why).strip()) as log:
        log.change(document, _CLOSING)
        log.create(*rows)
    return document


def _require_on_its_way(document: StockDocument, then: Status) -> None:
    if not documents.may_follow(document.status, then):
        raise Refused(
            _("Phiếu này đã xong: %(status)s.") % {"status": document.get_status_display().lower()}
        )


def _require_counted(counted: Mapping[uuid.UUID, int], there: Mapping[uuid.UUID, int]) -> None:
    for line_id, quantity in counted.items():
        if not 0 <= quantity <= there.get(line_id, -1):
            raise Refused(
                _("Số nhận phải từ 0 đến số đã chuyển (%(most)d).")
                % {"most": there.get(line_id, 0)},
                field="quantity",
            )


def _close(document: StockDocument, status: Status, by: Actor, note: str) -> None:
    document.status = status
    document.closed_at, document.closed_by_name = clock.now(), by.name
    if said := nfc(note).strip():
        document.note = f"{document.note}. {said}".strip(". ")[:300]


def _arrived(
    document: StockDocument,
    lines: list[StockMovement],
    counted: Mapping[uuid.UUID, int],
    by: Actor,
) -> list[Item | StockLot | StockMovement]:
    """My own items and lots for what came: those that are there, or copies of the sender's."""
    rows: list[Item | StockLot | StockMovement] = []
    made: dict[uuid.UUID, Item] = {}
    for line in lines:
        if not counted[line.id]:
            continue
        item = made.get(line.item_id) or _my_item(line.item, by)
        if item.as_loaded() is None and line.item_id not in made:
            rows.append(item)
        made[line.item_id] = item
        lot = _my_lot(line.lot, item)
        if lot.as_loaded() is None:
            rows.append(lot)
        rows.append(_movement(document, lot, counted[line.id], by))
    return rows


def _my_item(theirs: Item, by: Actor) -> Item:
    mine = Item.objects.filter(unit_id=by.unit_id)
    is_shared = theirs.drug_code and not theirs.drug_code.startswith("own-")
    same = mine.filter(drug_code=theirs.drug_code) if is_shared else mine.filter(fold=theirs.fold)
    if found := same.first():
        return found
    copied = {name: getattr(theirs, name) for name in (*DETAILS, "fold")}
    code = theirs.drug_code if is_shared else ""
    return Item(unit_id=by.unit_id, drug_code=code, **copied)


def _my_lot(theirs: StockLot, item: Item) -> StockLot:
    copied = {name: getattr(theirs, name) for name in _OF_A_LOT}
    if item.as_loaded() is not None:
        same = {name: copied[name] for name in ("lot_number", "expires_on", "source", "unit_price")}
        if found := StockLot.objects.filter(item=item, unit_id=item.unit_id, **same).first():
            return found
    return StockLot(unit_id=item.unit_id, item=item, drug_code=item.drug_code, **copied)


def _movement(document: StockDocument, lot: StockLot, quantity: int, by: Actor) -> StockMovement:
    row = papers.movement(document, lot.item, lot, ledger.Kind.TRANSFER_IN, quantity)
    row.unit_id, row.day, row.at, row.by_name = by.unit_id, clock.today(), clock.now(), by.name
    return row


def _task(document: StockDocument) -> Task:
    """For the store that sent: look at what got lost on the way."""
    return Task(
        unit_id=document.unit_id,
        kind=DIFFERENCE,
        subject_id=document.id,
        title=_("Phiếu %(number)s bị nhận thiếu") % {"number": document.number},
        due_on=clock.today(),
        priority=1,
    )
