"""A paper of the store with its movements: numbered, judged and written in one act."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Max
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import documents, ledger, lots
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.platform.ui.templatetags.tuyen import number

Result = TypeVar("Result")

TRIES = 3  # two desks may draw one number; the second draws again
OLDEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Second:
    """Who signed beside the one who writes: proved by their own password at the desk."""

    account_id: uuid.UUID
    name: str


def document_of(
    kind: documents.Kind,
    by: Actor,
    *,
    day: dt.date | None = None,
    second: Second | None = None,
    **said: str,
) -> StockDocument:
    """A paper in hand under its next number of the year, not yet written."""
    day = day or clock.today()
    require_day(day)
    serial = _last_serial(kind, by, day.year) + 1
    letters = numbers.start("", year=day.year)
    texts = {name: nfc(text).strip() for name, text in said.items()}
    return StockDocument(
        unit_id=by.unit_id,
        kind=kind,
        serial=serial,
        number=letters + documents.number_of(kind, serial, day.year),
        day=day,
        at=clock.now(),
        by=by.account_id,
        by_name=by.name,
        second_name=second.name if second else "",
        **texts,
    )


def _last_serial(kind: documents.Kind, by: Actor, year: int) -> int:
    rows = StockDocument.objects.filter(unit_id=by.unit_id, kind=kind, day__year=year)
    return int(rows.aggregate(last=Max("serial"))["last"] or 0)


def require_number_free(document: StockDocument) -> None:
    """Inside the transaction: nobody drew this number meanwhile."""
    taken = StockDocument.objects.filter(
        unit_id=document.unit_id,
        kind=document.kind,
        serial=document.serial,
        day__year=document.day.year,
    )
    if taken.exists():
        raise NumberTaken(_("Số chứng từ vừa được dùng ở máy khác. Xin bấm lại."))


def written_before(repeated: changes.Repeated, by: Actor) -> StockDocument:
    """The paper that stands for a form that had come before."""
    assert repeated.result_id is not None
    return StockDocument.objects.get(pk=repeated.result_id, unit_id=by.unit_id)


def once(write: Callable[[], StockDocument], by: Actor) -> StockDocument:
    """Written under a free number; a form that had come before gives the paper of that time."""
    try:
        return drawn_again(write)
    except changes.Repeated as earlier:
        return written_before(earlier, by)


class NumberTaken(Stale):
    """Drawn at another desk; drawing again helps."""


def drawn_again(write: Callable[[], Result]) -> Result:
    """Write under the next number, and once more under the one after when a colleague was faster."""
    for _turn in range(TRIES - 1):
        try:
            return write()
        except NumberTaken:
            continue
    return write()


def movement(
    document: StockDocument,
    item: Item,
    lot: StockLot,
    kind: ledger.Kind,
    quantity: int,
    note: str = "",
) -> StockMovement:
    """One line of the ledger for a line of the paper; `quantity` as people say it, without a sign."""
    return StockMovement(
        unit_id=document.unit_id,
        item_id=item.id,
        lot_id=lot.id,
        kind=kind,
        quantity=ledger.signed(kind, quantity),
        day=document.day,
        at=document.at,
        document_id=document.id,
        number=document.number,
        note=note or document.counterpart[:300] or document.note,
        by_name=document.by_name,
        second_name=document.second_name,
    )


def require_quantity(quantity: int, field: str = "quantity") -> None:
    if not ledger.is_possible(quantity):
        raise Refused(
            _("Số lượng phải là số nguyên từ 1 đến %(most)s.") % {"most": number(ledger.MOST)},
            field=field,
        )


def require_day(day: dt.date) -> None:
    """No paper of tomorrow, and none older than a year: both are slips."""
    today = clock.today()
    if not today - OLDEST <= day <= today:
        raise Refused(_("Ngày chứng từ phải trong vòng một năm và không sau hôm nay."), field="day")


def require_left(
    unit_id: uuid.UUID, wanted: Mapping[uuid.UUID, int], day: dt.date | None = None
) -> None:
    """Inside the transaction, lots locked: each still has as much as is to leave.

    day: also usable on that day; without one (destruction, return) expired and recalled lots may leave.
    """
    there = {lot.lot_id: lot for lot in stock.on_hand_in(unit_id, list(wanted), lock=True)}
    for lot_id, quantity in wanted.items():
        lot = there.get(lot_id)
        if lot is None or lot.quantity < quantity:
            raise _short(lot)
        if day is not None and (why := lots.blocked(lot, day)):
            raise Refused(blocked_words(why, lot.lot_number), field="lot", code=why.value)


def _short(lot: lots.OnHand | None) -> Stale:
    return Stale(
        _("Lô %(lot)s chỉ còn %(left)d, vừa có người xuất ở máy khác. Xin tải lại để chọn lại lô.")
        % {"lot": lot.lot_number if lot else "?", "left": lot.quantity if lot else 0},
        field="lot",
        code="short",
    )


def blocked_words(why: lots.Blocked, number: str) -> str:
    if why is lots.Blocked.EXPIRED:
        return _("Lô %(lot)s đã hết hạn dùng: không cấp. Lập biên bản hủy.") % {"lot": number}
    return _("Lô %(lot)s đang bị thu hồi: không cấp. Để riêng và trả nơi cấp.") % {"lot": number}
