"""Counting the store: what differs from the balance becomes an adjustment with its reason."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockDocument, StockLot
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.platform import changes


@dataclass(frozen=True)
class Counted:
    """seen: the balance that the list showed when it was counted; what moved meanwhile still counts."""

    lot: StockLot
    seen: int
    counted: int

    @property
    def difference(self) -> int:
        return self.counted - self.seen


def count(
    *,
    lines: Sequence[Counted],
    by: Actor,
    note: str = "",
    second: Second | None = None,
    repeat: changes.Repeat | None = None,
) -> StockDocument:
    """The paper of the count. Lots that agree leave no line; a difference asks for its reason."""
    permissions.require_count(by)
    _require_lines(lines, by, note)
    differing = [line for line in lines if line.difference]

    def write() -> StockDocument:
        document = papers.document_of(documents.Kind.COUNT, by, second=second, note=note)
        document.counterpart = _("%(n)d lô đã đếm, %(m)d lô lệch") % {
            "n": len(lines),
            "m": len(differing),
        }
        kind = ledger.Kind.ADJUSTMENT
        moves = [
            papers.movement(document, line.lot.item, line.lot, kind, line.difference, note)
            for line in differing
        ]
        less: dict[uuid.UUID, int] = {
            line.lot.id: -line.difference for line in differing if line.difference < 0
        }
        with changes.apply(actor=by, reason="stock.count", why=note, repeat=repeat) as log:
            log.check(lambda: papers.require_number_free(document))
            log.check(lambda: papers.require_left(by.unit_id, less))
            log.create(document, *moves)
            log.result_id = document.id
        return document

    return papers.once(write, by)


def _require_lines(lines: Sequence[Counted], by: Actor, note: str) -> None:
    if not lines:
        raise Refused(_("Chưa đếm lô nào: nhập số đếm được vào ít nhất một ô."), field="counted")
    if len({line.lot.id for line in lines}) != len(lines):
        raise Refused(_("Một lô được đếm hai lần: xóa bớt một ô."), field="counted")
    for line in lines:
        if line.lot.unit_id != by.unit_id:
            raise Refused(_("Lô này không có trong kho của đơn vị. Xin chọn lại lô."), field="lot")
        if not 0 <= line.counted <= ledger.MOST:
            raise Refused(_("Nhập số đếm được, từ 0 trở lên."), field="counted")
        if abs(line.difference) > ledger.MOST:
            raise Refused(_("Trang đã cũ: tải lại rồi đếm tiếp."), field="seen")
    if any(line.difference for line in lines) and not note.strip():
        raise Refused(_("Có lô lệch: ghi lý do, ví dụ “vỡ”, “ghi sót phiếu”."), field="note")
