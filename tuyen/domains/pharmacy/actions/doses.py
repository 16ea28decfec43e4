"""Vaccine by the dose: what a dose given, struck or wasted moves on the ledger, for the act that does it.

Nothing is written here: the rows go into the log of that act, and are judged in its transaction.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.facts import publishes
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import ledger, lots


@dataclass(frozen=True)
class Moving:
    """Rows for the log, and what is looked at again inside the transaction."""

    rows: tuple[StockMovement, ...]
    check: Callable[[], None]


@dataclass(frozen=True)
class Wanted:
    """document_id: the dose or the vial. note: what it was for."""

    unit_id: uuid.UUID
    drug_code: str
    lot_number: str
    doses: int
    day: dt.date
    document_id: uuid.UUID
    note: str
    by_name: str


def out(wanted: Wanted, *, is_waste: bool = False) -> Moving | None:
    """None where the store never kept this vaccine. Refused when the lot has not so many doses."""
    known = stock.on_hand_in_store(wanted.unit_id, [wanted.drug_code])
    if not known:
        return None
    mine = [lot for lot in known if lot.lot_number.upper() == wanted.lot_number.upper()]
    lot = next((each for each in mine if each.quantity >= wanted.doses), None)
    if lot is None:
        raise _short(wanted, mine)
    if not is_waste and (why := lots.blocked(lot, wanted.day)):
        raise Refused(papers.blocked_words(why, lot.lot_number), field="lot", code=why.value)
    kind = ledger.Kind.ADJUSTMENT if is_waste else ledger.Kind.DISPENSE
    quantity = -wanted.doses if is_waste else ledger.signed(kind, wanted.doses)
    row = StockMovement(
        unit_id=wanted.unit_id,
        item_id=lot.item_id,
        lot_id=lot.lot_id,
        kind=kind,
        quantity=quantity,
        day=wanted.day,
        at=clock.now(),
        document_id=wanted.document_id,
        note=wanted.note[:300],
        by_name=wanted.by_name,
    )
    usable_on = None if is_waste else wanted.day
    left = {lot.lot_id: wanted.doses}
    return Moving((row,), partial(papers.require_left, wanted.unit_id, left, usable_on))


def back(
    unit_id: uuid.UUID, document_ids: Sequence[uuid.UUID], *, note: str, by_name: str
) -> Moving | None:
    """A dose written by mistake stands in the store again; None where it never left it."""
    moves = StockMovement.objects.filter(unit_id=unit_id, document_id__in=list(document_ids))
    left: dict[tuple[uuid.UUID, uuid.UUID, uuid.UUID], int] = {}
    for move in moves:
        key = (move.item_id, move.lot_id, move.document_id)
        left[key] = left.get(key, 0) + move.quantity
    kind, now = ledger.Kind.PATIENT_RETURN, clock.now()
    rows = tuple(
        StockMovement(
            unit_id=unit_id,
            item_id=item_id,
            lot_id=lot_id,
            kind=kind,
            quantity=-quantity,
            day=clock.day_of(now),
            at=now,
            document_id=document_id,
            note=note[:300],
            by_name=by_name,
        )
        for (item_id, lot_id, document_id), quantity in left.items()
        if quantity < 0
    )
    return Moving(rows, lambda: None) if rows else None


def _short(wanted: Wanted, mine: Sequence[lots.OnHand]) -> Refused:
    said = {"lot": wanted.lot_number, "left": max((lot.quantity for lot in mine), default=0)}
    said["n"] = wanted.doses
    if not mine:
        return Refused(
            _("Kho không có lô %(lot)s của vắc xin này: nhập kho hoặc chọn lô khác.") % said,
            field="lot",
            code="short",
        )
    return Refused(
        _("Kho chỉ còn %(left)d liều lô %(lot)s, cần %(n)d: nhập kho, kiểm kê hoặc chọn lô khác.")
        % said,
        field="lot",
        code="short",
    )


@publishes("pharmacy.doses_out")
def doses_out(*, wanted: dict[str, object], is_waste: bool = False) -> Moving | None:
    """What a dose given or wasted takes from the ledger: rows and a check for the act that does it."""
    return out(Wanted(**wanted), is_waste=is_waste)  # type: ignore[arg-type]


@publishes("pharmacy.doses_back")
def doses_back(
    *, unit_id: uuid.UUID, document_ids: Sequence[uuid.UUID], note: str, by_name: str
) -> Moving | None:
    """What a dose struck or corrected puts back on the ledger."""
    return back(unit_id, document_ids, note=note, by_name=by_name)
