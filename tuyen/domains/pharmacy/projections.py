"""The balance of each lot, kept while the ledger is written: here and for what other nodes send."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuyen.domains.pharmacy.models import StockBalance, StockLot, StockMovement
from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import projection, sink


class Moved(NamedTuple):
    """The delta of a movement."""

    unit_id: uuid.UUID
    item_id: uuid.UUID
    lot_id: uuid.UUID
    quantity: int

    @property
    def sink(self) -> str:
        return "stock_moves"


class Known(NamedTuple):
    """The delta of a lot: what a balance row repeats of it."""

    lot: StockLot

    @property
    def sink(self) -> str:
        return "stock_lots"


@projection(StockMovement)
def move(before: StockMovement | None, after: StockMovement | None) -> Iterator[Moved]:
    for row, sign in ((before, -1), (after, +1)):
        if row is not None:
            yield Moved(row.unit_id, row.item_id, row.lot_id, sign * row.quantity)


@projection(StockLot)
def know(_before: StockLot | None, after: StockLot | None) -> Iterator[Known]:
    if after is not None:
        yield Known(after)


_MOVE = (
    "INSERT INTO pharmacy_stockbalance (lot_id, unit_id, item_id, quantity, drug_code, lot_number, "
    "source, status) VALUES (%s, %s, %s, %s, '', '', '', 'usable') "
    "ON CONFLICT (lot_id) DO UPDATE SET quantity = pharmacy_stockbalance.quantity + excluded.quantity"
)
_REPEATED = ("drug_code", "lot_number", "expires_on", "source", "status")
_KNOW = (
    f"INSERT INTO pharmacy_stockbalance (lot_id, unit_id, item_id, quantity, {', '.join(_REPEATED)}) "
    "VALUES (%s, %s, %s, 0, %s, %s, %s, %s, %s) ON CONFLICT (lot_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _REPEATED)
)


@sink("stock_moves")
def keep_balance(cursor: Any, deltas: Iterable[Moved]) -> None:
    """Each lot once, in the order of the lots, so that two writers lock alike."""
    sums: dict[uuid.UUID, int] = {}
    where: dict[uuid.UUID, Moved] = {}
    for delta in deltas:
        sums[delta.lot_id] = sums.get(delta.lot_id, 0) + delta.quantity
        where[delta.lot_id] = delta
    _write(cursor, _MOVE, [_moved(where[lot_id], sums[lot_id]) for lot_id in sorted(sums)])


@sink("stock_lots")
def keep_lots(cursor: Any, deltas: Iterable[Known]) -> None:
    """A lot is known before anything moves, or after it: both leave the same row."""
    lots = {delta.lot.id: delta.lot for delta in deltas}
    _write(cursor, _KNOW, [_known(lots[lot_id]) for lot_id in sorted(lots)])


def _write(cursor: Any, statement: str, rows: list[list[Any]]) -> None:
    if len(rows) == 1:
        cursor.execute(statement, rows[0])
    else:
        cursor.executemany(statement, rows)


def _moved(delta: Moved, quantity: int) -> list[Any]:
    return [*_ids(delta.lot_id, delta.unit_id, delta.item_id), quantity]


def _known(lot: StockLot) -> list[Any]:
    repeated = [writer.prepared(StockBalance, name, getattr(lot, name)) for name in _REPEATED]
    return [*_ids(lot.id, lot.unit_id, lot.item_id), *repeated]


def _ids(*ids: uuid.UUID) -> list[Any]:
    return [writer.prepared(StockBalance, "lot_id", id_) for id_ in ids]
