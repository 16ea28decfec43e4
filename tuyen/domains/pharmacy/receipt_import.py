"""A slip as a spreadsheet, a row for each lot. A row that is in the books already stays as it is."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions.items import item_of, item_with_code
from tuyen.domains.pharmacy.actions.receipts import Line, receive, require_lines
from tuyen.domains.pharmacy.models import Item, StockDocument, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import ledger
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.registry.terms import queries as terms

_CHUNK = 200
Slip = tuple[str, str]  # number of the paper, source


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    """Rows of one paper and source, standing one after the other, become one receipt."""
    items = {fold(str(item)): item for item in stock.items_of(by)}
    for slip, same in groupby(rows, key=_slip):
        there = _written(slip, by)
        while chunk := list(islice(same, _CHUNK)):
            yield from _taken(chunk, slip, there, items, by, dry_run)


def _slip(row: Row) -> Slip:
    return str(row["paper"]), str(row["source"] or "insurance")


def _written(slip: Slip, by: Actor) -> set[tuple[str, int]]:
    """(lot, quantity) of what this paper brought before."""
    papers = StockDocument.objects.filter(
        unit_id=by.unit_id, kind="receipt", paper_number=slip[0], source=slip[1]
    )
    moves = StockMovement.objects.filter(
        unit_id=by.unit_id, document_id__in=list(papers.values_list("id", flat=True))
    )
    lots = dict(stock.lots_of(by).values_list("id", "lot_number"))
    return {(lots.get(lot, ""), n) for lot, n in moves.values_list("lot_id", "quantity")}


def _taken(
    chunk: list[Row],
    slip: Slip,
    there: set[tuple[str, int]],
    items: dict[str, Item],
    by: Actor,
    dry_run: bool,
) -> Iterator[Result]:
    results: list[Result] = []
    lines: list[Line] = []
    for row in chunk:
        if (str(row["lot"]).upper(), row["quantity"]) in there:
            results.append(Result(row.number, Outcome.UNCHANGED))
            continue
        try:
            line = _line(row, items, by)
            require_lines([line], slip[1], clock.today())
        except Refused as refused:
            results.append(Result(row.number, Outcome.BAD, (str(refused.message),)))
            continue
        lines.append(line)
        results.append(Result(row.number, Outcome.CREATED))
    if lines and not dry_run:
        receive(lines=lines, source=slip[1], by=by, paper_number=slip[0])
    yield from results


def _line(row: Row, items: dict[str, Item], by: Actor) -> Line:
    expires_on: dt.date | None = row["expires_on"]
    return Line(
        _item(row, items, by),
        str(row["lot"]),
        expires_on,
        int(row["quantity"]),
        row["price"],
        str(row["maker"] or ""),
        str(row["registration"] or ""),
    )


def _item(row: Row, items: dict[str, Item], by: Actor) -> Item:
    """By the code of the lists, by the name of an item of the store, by the full name of a drug."""
    if row["code"] and (item := item_with_code(str(row["code"]), by)):
        return items.setdefault(fold(str(item)), item)
    name = fold(str(row["name"]))
    if name in items:
        return items[name]
    for drug in terms.search_drugs(by, str(row["name"]), clock.today()):
        if fold(drug.full_name) == name:
            return items.setdefault(name, item_of(drug, by))
    raise Refused(_("Không có thuốc tên này trong kho và danh mục. Thêm mặt hàng trước."))


def _source(cell: Any) -> str:
    return str(cells.choice(stock.source_labels(clock.today()))(cell))


RECEIPTS = Kind(
    key="stock",
    label=_("Phiếu nhập kho thuốc"),
    permission=permissions.MANAGE,
    note=_(
        "Mỗi lô một dòng. Dòng của phiếu đã nhập (cùng số phiếu, lô, số lượng) không nhập lần nữa."
    ),
    columns=(
        Column(
            "paper",
            _("Số phiếu"),
            required=True,
            parse=cells.text(60),
            example="PX 12/2026",
            also=("so hoa don", "so phieu xuat", "so chung tu"),
        ),
        Column(
            "name",
            _("Tên thuốc"),
            required=True,
            parse=cells.text(200),
            hint=_("Tên và hàm lượng như trong danh mục"),
            example="Paracetamol 500 mg",
            also=("ten thuoc ham luong", "mat hang", "ten hang hoa"),
        ),
        Column("code", _("Mã thuốc"), parse=cells.text(40), also=("ma", "ma hang")),
        Column(
            "lot",
            _("Số lô"),
            required=True,
            parse=cells.text(40),
            example="A12345",
            also=("lo san xuat", "lo"),
        ),
        Column(
            "expires_on",
            _("Hạn dùng"),
            required=True,
            parse=cells.date,
            example="31/08/2027",
            also=("hsd", "han su dung", "hd"),
        ),
        Column(
            "quantity",
            _("Số lượng"),
            required=True,
            parse=cells.integer(1, ledger.MOST),
            example="1000",
            also=("sl", "so luong nhap"),
        ),
        Column(
            "price", _("Đơn giá"), parse=cells.integer(0, 1_000_000_000), also=("gia", "gia nhap")
        ),
        Column(
            "source",
            _("Nguồn"),
            parse=_source,
            hint=_("BHYT, Chương trình, Tự mua, hoặc Viện trợ, tài trợ"),
            example="BHYT",
        ),
        Column("maker", _("Nhà sản xuất"), parse=cells.text(120), also=("hang san xuat", "nsx")),
        Column(
            "registration",
            _("Số đăng ký"),
            parse=cells.text(40),
            also=("sdk", "so dang ky luu hanh", "gplh"),
        ),
    ),
    apply=apply,
)
