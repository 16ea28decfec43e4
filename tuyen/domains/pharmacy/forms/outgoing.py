"""Lots that leave the store, as typed: a line for each lot."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions.outgoing import Out
from tuyen.domains.pharmacy.forms import figures
from tuyen.domains.pharmacy.models import StockLot
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules.lots import OnHand

ROWS = 4
FIELDS = ("code", "name", "quantity")


@dataclass
class OutRow:
    """One line as typed. `code`: id of the lot; without scripts the lot's number stands in `name`."""

    number: int
    code: str = ""
    name: str = ""
    quantity: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any((self.code, self.name, self.quantity))


class OutForm:
    """`read` gives the lines, or None with every fault at its box."""

    def __init__(self, data: Any | None, by: Actor, start: Iterable[OutRow] = ()) -> None:
        self.by = by
        self.rows = _rows(data) if data is not None else list(start)
        while len(self.rows) < ROWS or not self.rows[-1].is_empty:
            self.rows.append(OutRow(len(self.rows)))

    def more(self) -> None:
        self.rows += [OutRow(len(self.rows) + n) for n in range(ROWS)]

    def read(self) -> list[Out] | None:
        typed = [row for row in self.rows if not row.is_empty]
        lines = [self._line(row) for row in typed]
        if not typed:
            self.rows[0].errors["name"] = _("Chọn ít nhất một lô.")
        found = [line for line in lines if line is not None]
        return found if typed and len(found) == len(lines) else None

    def _line(self, row: OutRow) -> Out | None:
        lot = self._lot(row)
        if lot is None:
            row.errors["name"] = _("Chọn lô từ danh sách gợi ý.")
        try:
            quantity = figures.quantity(row.quantity)
        except figures.Unreadable as fault:
            row.errors["quantity"] = str(fault)
            return None
        return Out(lot, quantity) if lot else None

    def _lot(self, row: OutRow) -> StockLot | None:
        mine = stock.lots_of(self.by)
        try:
            return mine.filter(pk=uuid.UUID(row.code)).first()
        except ValueError:
            named = list(mine.filter(lot_number=row.name.strip().upper())[:2])
            return named[0] if len(named) == 1 else None


def _rows(data: Any) -> list[OutRow]:
    columns = {name: data.getlist(f"row_{name}") for name in FIELDS}
    length = max((len(column) for column in columns.values()), default=0)
    rows: list[OutRow] = []
    for place in range(min(length, 200)):
        said = {n: c[place].strip() if place < len(c) else "" for n, c in columns.items()}
        row = OutRow(len(rows), said["code"], said["name"], said["quantity"])
        if not row.is_empty:
            rows.append(row)
    return rows


def label_of(name: str, lot: OnHand) -> str:
    """“Paracetamol 500 mg · lô A1 · 31/08/2027”."""
    ends = f" · {lot.expires_on:%d/%m/%Y}" if lot.expires_on else ""
    return f"{name} · {lot.lot_number}{ends}"


def row_of(number: int, name: str, lot: OnHand) -> OutRow:
    """A line that takes all that is left of a lot."""
    return OutRow(number, lot.lot_id.hex, label_of(name, lot), str(lot.quantity))
