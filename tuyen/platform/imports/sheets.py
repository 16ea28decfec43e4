"""Excel files going out: cells are text or numbers, never formulas, whoever typed them."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tuyen.platform.imports.cells import FORMULA_MARKS
from tuyen.platform.imports.kinds import Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")  # of a worksheet
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def escaped(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; reading takes it off."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_MARKS) else cell


def write_sheet(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    name: str = "",
    widths: Sequence[int] = (),
) -> bytes:
    """One sheet with a bold, frozen heading line; the rows are streamed."""
    out = BytesIO()
    with _workbook(out) as book:
        _fill(book, name or _("Dữ liệu"), header, rows, widths)
    return out.getvalue()


def write_template(kind: Kind) -> bytes:
    """An empty file with the right headings, and a sheet that explains each column."""
    out = BytesIO()
    columns = kind.columns
    header = [f"{column.label} *" if column.required else str(column.label) for column in columns]
    with _workbook(out) as book:
        _fill(book, _("Dữ liệu"), header, [], [max(12, len(h) + 4) for h in header])
        told = [
            (str(c.label), _("bắt buộc") if c.required else "", str(c.hint), c.example)
            for c in columns
        ]
        _fill(
            book, _("Hướng dẫn"), [_("Cột"), "", _("Cách ghi"), _("Ví dụ")], told, [28, 12, 60, 30]
        )
    return out.getvalue()


_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}


def _workbook(out: BytesIO) -> "Workbook":
    from xlsxwriter import Workbook  # eight megabytes, taken when the first sheet is made

    return Workbook(out, _OPTIONS)


def _fill(
    book: "Workbook",
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
) -> None:
    sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", name)[:31].strip(" '"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for i, width in enumerate(widths or [18] * len(header)):
        sheet.set_column(i, i, width)
    sheet.freeze_panes(1, 0)
    for i, heading in enumerate(header):
        sheet.write_string(0, i, heading, bold)
    for number, row in enumerate(rows, start=1):
        for i, cell in enumerate(row):
            _write(sheet, number, i, cell, day)


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif hasattr(cell, "strftime") and hasattr(cell, "year"):
        sheet.write_datetime(row, column, cell, day)
    else:
        sheet.write_string(row, column, escaped(str(cell)))
