"""A book of the store in rows and columns: the same on the page, on paper, in a spreadsheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print.tables import Column, Signature, TablePaper, table_pdf
from tuyen.platform.ui.templatetags.tuyen import number


@dataclass(frozen=True)
class Row:
    """Cells as values; `item_id` is where a click leads; `is_heading` stands for a group."""

    cells: tuple[Any, ...]
    item_id: Any = None
    is_heading: bool = False


@dataclass(frozen=True)
class Book:
    """`is_unverified`: the layout was not yet checked against the official form, and says so."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    period: str = ""
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    is_unverified: bool = True

    @property
    def all_notes(self) -> tuple[str, ...]:
        mark = (_("Mẫu chưa xác minh: bố cục chưa đối chiếu với biểu mẫu chính thức."),)
        return (*self.notes, *(mark if self.is_unverified else ()))

    @property
    def printed(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Rows with, for each cell, its text and its side."""
        aligns = [column.align for column in self.columns]
        return [(row, list(zip(map(text_of, row.cells), aligns, strict=True))) for row in self.rows]


def text_of(cell: Any) -> str:
    """A value as people read it: 1.234; 36,5; 31/08/2027; on English pages 1,234 and 36.5."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return number(cell, 1)
    if isinstance(cell, int):
        return number(cell)
    return str(cell)


def book_pdf(book: Book, unit: str) -> bytes:
    return table_pdf(
        TablePaper(
            title=book.title,
            unit=unit,
            columns=book.columns,
            rows=tuple(tuple(map(text_of, row.cells)) for row in book.rows),
            period=book.period,
            notes=book.all_notes,
            source=_("In lúc %(at)s.")
            % {"at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"},
            signatures=tuple(Signature(title) for title in book.signatures),
            is_wide=len(book.columns) > 6,
        )
    )


def book_sheet(book: Book) -> bytes:
    header: Sequence[str] = [column.label for column in book.columns]
    widths = [34 if column.share else 14 for column in book.columns]
    return write_sheet(header, (row.cells for row in book.rows), name=book.title, widths=widths)
