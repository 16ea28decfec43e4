"""Goods leave the store by paper: to another store, back to where they came from, to be destroyed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockDocument, StockLot
from tuyen.domains.pharmacy.queries import units
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.platform import changes


@dataclass(frozen=True)
class Out:
    """So many units of one lot of my store."""

    lot: StockLot
    quantity: int


_MOVES = {
    documents.Kind.TRANSFER: ledger.Kind.TRANSFER_OUT,
    documents.Kind.RETURN: ledger.Kind.RETURN_OUT,
    documents.Kind.DESTRUCTION: ledger.Kind.DESTRUCTION,
}


def send(
    *,
    lines: Sequence[Out],
    to_unit_id: uuid.UUID,
    by: Actor,
    note: str = "",
    second: Second | None = None,
    repeat: changes.Repeat | None = None,
) -> StockDocument:
    """A transfer: the goods are on their way until the other store receives them."""
    to = next((each for each in units.neighbours(by) if each.unit_id == to_unit_id), None)
    if to is None:
        raise Refused(_("Chọn nơi nhận trong danh sách."), field="to_unit")
    said = {"counterpart": to.name, "note": note}
    kind = documents.Kind.TRANSFER
    return _leave(kind, lines, by, second, repeat, said, to_unit_id=to_unit_id)


def return_goods(
    *,
    lines: Sequence[Out],
    counterpart: str,
    by: Actor,
    note: str = "",
    second: Second | None = None,
    repeat: changes.Repeat | None = None,
) -> StockDocument:
    """Back to where they came from: recalled, near their end, not needed."""
    if not counterpart.strip():
        raise Refused(_("Ghi nơi nhận lại hàng trả."), field="counterpart")
    said = {"counterpart": counterpart, "note": note}
    return _leave(documents.Kind.RETURN, lines, by, second, repeat, said)


def destroy(
    *,
    lines: Sequence[Out],
    note: str,
    by: Actor,
    second: Second | None,
    repeat: changes.Repeat | None = None,
) -> StockDocument:
    """Destroyed before two witnesses, with the reason; what is gone stays in the ledger."""
    if not note.strip():
        raise Refused(_("Ghi lý do hủy, ví dụ “hết hạn dùng”."), field="note")
    return _leave(documents.Kind.DESTRUCTION, lines, by, second, repeat, {"note": note})


def _leave(
    kind: documents.Kind,
    lines: Sequence[Out],
    by: Actor,
    second: Second | None,
    repeat: changes.Repeat | None,
    said: dict[str, str],
    to_unit_id: uuid.UUID | None = None,
) -> StockDocument:
    permissions.require_manage(by)
    wanted = _wanted(lines, by)
    _require_second(kind, lines, by, second)
    usable_on = clock.today() if kind is documents.Kind.TRANSFER else None

    def write() -> StockDocument:
        document = papers.document_of(kind, by, second=second, **said)  # type: ignore[arg-type]
        document.to_unit_id = to_unit_id
        if kind is documents.Kind.TRANSFER:
            document.status = documents.Status.SENT
        moves = [
            papers.movement(document, line.lot.item, line.lot, _MOVES[kind], line.quantity)
            for line in lines
        ]
        with changes.apply(
            actor=by, reason=f"stock.{kind}", why=said["note"], repeat=repeat
        ) as log:
            log.check(lambda: papers.require_number_free(document))
            log.check(lambda: papers.require_left(by.unit_id, wanted, usable_on))
            log.create(document, *moves)
            log.result_id = document.id
        return document

    return papers.once(write, by)


def _wanted(lines: Sequence[Out], by: Actor) -> dict[uuid.UUID, int]:
    """Units by lot; a lot named twice leaves once with the sum."""
    if not lines:
        raise Refused(_("Phiếu chưa có dòng nào: chọn lô và số lượng."), field="lot")
    wanted: dict[uuid.UUID, int] = {}
    for line in lines:
        papers.require_quantity(line.quantity)
        if line.lot.unit_id != by.unit_id:
            raise Refused(_("Lô này không có trong kho của đơn vị. Xin chọn lại lô."), field="lot")
        wanted[line.lot.id] = wanted.get(line.lot.id, 0) + line.quantity
    return wanted


def _require_second(
    kind: documents.Kind, lines: Sequence[Out], by: Actor, second: Second | None
) -> None:
    """Whatever is destroyed, and every controlled drug, leaves under two signatures."""
    is_needed = kind in documents.NEEDS_TWO or any(line.lot.item.is_controlled for line in lines)
    if is_needed and (second is None or second.account_id == by.account_id):
        raise Refused(
            _("Phiếu này cần chữ ký thứ hai của một đồng nghiệp."), field="second", code="second"
        )
