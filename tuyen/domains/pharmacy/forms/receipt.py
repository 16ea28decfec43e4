"""A receipt as typed: what stands above, and a line for each lot."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.pharmacy.actions.items import item_of, item_with_code
from tuyen.domains.pharmacy.actions.receipts import Line
from tuyen.domains.pharmacy.forms import figures
from tuyen.domains.pharmacy.models import Item
from tuyen.domains.pharmacy.queries import stock
from tuyen.platform.ui.fields import DateField
from tuyen.registry.terms import queries as terms

OWN_ITEM = "item-"  # how a choice of an item of the store begins; the rest is its id
FIELDS = ("code", "name", "lot", "expiry", "quantity", "price")
ROWS = 4


class ReceiptHead(forms.Form):
    """Where it comes from. A day in the past is allowed: the slip came yesterday."""

    source = forms.ChoiceField(label=gettext_lazy("Nguồn"), widget=forms.RadioSelect)
    supplier = forms.CharField(label=gettext_lazy("Nơi giao"), max_length=200, required=False)
    paper_number = forms.CharField(
        label=gettext_lazy("Số hóa đơn, phiếu xuất"), max_length=60, required=False
    )
    source_note = forms.CharField(
        label=gettext_lazy("Chương trình, nhà tài trợ"), max_length=120, required=False
    )
    day = DateField(label=gettext_lazy("Ngày nhập"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["source"]
        chosen.choices = list(stock.source_labels(clock.today(), get_language() or "vi").items())
        chosen.initial = "insurance"
        self.fields["day"].initial = clock.today()


@dataclass
class ReceiptRow:
    """One line as typed. `code`: of the drug lists, or `item-…` of the store."""

    number: int
    code: str = ""
    name: str = ""
    lot: str = ""
    expiry: str = ""
    quantity: str = ""
    price: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any((self.name, self.lot, self.quantity))


class ReceiptForm:
    """Head and lines together; `read` gives the lines, or None with every fault at its box."""

    def __init__(self, data: Any | None, by: Actor) -> None:
        self.by = by
        self.head = ReceiptHead(data)
        self.rows = _rows(data) if data is not None else []
        while len(self.rows) < ROWS or not self.rows[-1].is_empty:
            self.rows.append(ReceiptRow(len(self.rows)))

    def more(self) -> None:
        self.rows += [ReceiptRow(len(self.rows) + n) for n in range(ROWS)]

    def read(self) -> list[Line] | None:
        is_good = self.head.is_valid()
        lines = [self._line(row) for row in self.rows if not row.is_empty]
        if not lines:
            self.rows[0].errors["name"] = _("Chọn ít nhất một thuốc.")
        found = [line for line in lines if line is not None]
        return found if is_good and lines and len(found) == len(lines) else None

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the box, its name, what to mend)"""
        head = [
            (self.head[name].id_for_label, str(self.head[name].label), str(said[0]))
            for name, said in self.head.errors.items()
            if name != "__all__"
        ]
        rows = [
            (f"id_{name}_{row.number}", _("Dòng %(n)d") % {"n": row.number + 1}, said)
            for row in self.rows
            for name, said in row.errors.items()
        ]
        return head + rows

    def _line(self, row: ReceiptRow) -> Line | None:
        item = self._item(row)
        if item is None:
            row.errors["name"] = _("Chọn từ danh sách gợi ý, hoặc thêm mặt hàng mới.")
        read = {
            name: _read(row, name, reader)
            for name, reader in (
                ("expiry", figures.expiry),
                ("quantity", figures.quantity),
                ("price", figures.price),
            )
        }
        expires_on, quantity = read["expiry"], read["quantity"]
        if item is not None and item.kind != Item.Kind.SUPPLY:
            if not row.lot:
                row.errors["lot"] = _("Nhập số lô.")
            if expires_on is None and "expiry" not in row.errors:
                row.errors["expiry"] = _("Nhập hạn dùng.")
        if isinstance(expires_on, dt.date) and expires_on < clock.today():
            row.errors["expiry"] = _("Đã hết hạn: không nhập kho.")
        if row.errors or item is None or not isinstance(quantity, int):
            return None
        return Line(item, row.lot, expires_on, quantity, read["price"])

    def _item(self, row: ReceiptRow) -> Item | None:
        """By the code that the list of suggestions gave, or by the exact name without scripts."""
        if row.code.startswith(OWN_ITEM):
            try:
                key = uuid.UUID(row.code.removeprefix(OWN_ITEM))
            except ValueError:
                return None
            return stock.items_of(self.by).filter(pk=key).first()
        if row.code:
            return item_with_code(row.code, self.by)
        for item in stock.items_of(self.by, row.name):
            if fold(str(item)) == fold(row.name):
                return item
        for drug in terms.search_drugs(self.by, row.name, clock.today()):
            if fold(drug.full_name) == fold(row.name):
                return item_of(drug, self.by)
        return None


def _rows(data: Any) -> list[ReceiptRow]:
    columns = {name: data.getlist(f"row_{name}") for name in FIELDS}
    length = max((len(column) for column in columns.values()), default=0)
    rows: list[ReceiptRow] = []
    for place in range(min(length, 200)):
        said: dict[str, str] = {
            n: c[place].strip() if place < len(c) else "" for n, c in columns.items()
        }
        row = ReceiptRow(len(rows), **said)  # type: ignore[arg-type]
        if not row.is_empty:
            rows.append(row)
    return rows


def _read(row: ReceiptRow, name: str, reader: Any) -> Any:
    try:
        return reader(getattr(row, name))
    except figures.Unreadable as fault:
        row.errors[name] = str(fault)
        return None
