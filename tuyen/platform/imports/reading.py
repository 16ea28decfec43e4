"""Reads a CSV or Excel file as rows of cells, a line at a time, and says plainly when it cannot."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from tuyen.core.errors import Refused
from tuyen.core.text import fold
from tuyen.core.wire import NULL
from tuyen.platform.imports import bombs
from tuyen.platform.imports.cells import as_text
from tuyen.platform.imports.encodings import UnknownEncoding, encoding_of

MOST_ROWS = 100_000
MOST_BYTES = 30 * 1024 * 1024
_HEADER_WITHIN = 15
SHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}
TEXTS = {".csv", ".txt", ".tsv"}

Cells = list[Any]


@dataclass(frozen=True)
class Line:
    """One line: its number as the spreadsheet shows it, from 1."""

    number: int
    cells: Cells


def lines(path: Path) -> Iterator[Line]:
    """Every line that is not empty, from the top of the file's first sheet."""
    ending = path.suffix.lower()
    if ending in SHEETS:
        rows = _sheet_rows(path)
    elif ending in TEXTS:
        rows = _text_rows(path)
    else:
        raise Refused(_("Chỉ nhận tệp Excel (.xlsx, .xls, .ods) hoặc CSV (.csv, .txt)."))
    for number, cells in enumerate(rows, start=1):
        if any(as_text(cell) for cell in cells):
            yield Line(number, cells)


@dataclass(frozen=True)
class Table:
    """A file whose headings were found; `rows()` reads it again from below them."""

    path: Path
    header_number: int
    header: tuple[str, ...]

    def rows(self) -> Iterator[Line]:
        """Rows below the headings; refuses past 100,000."""
        count = 0
        for line in lines(self.path):
            if line.number <= self.header_number:
                continue
            count += 1
            if count > MOST_ROWS:
                raise Refused(_("Tệp có hơn 100.000 dòng. Hãy chia thành nhiều tệp nhỏ hơn."))
            width = len(self.header)
            yield Line(line.number, (line.cells + [""] * width)[:width])


def open_table(path: Path, known: Iterable[str] = ()) -> Table:
    """The table in a file. Headings are the line of the first fifteen that holds most known ones:
    lists often begin with the name of the office and a title."""
    wanted = {fold(name) for name in known}
    top = list(islice(lines(path), _HEADER_WITHIN))
    if not top:
        raise Refused(_("Tệp không có dòng nào. Hãy kiểm tra trang tính đầu tiên của tệp."))
    best = max(top, key=lambda line: (_hits(line, wanted), _filled(line), -line.number))
    if not _hits(best, wanted):
        best = next((line for line in top if _filled(line) > 1), top[0])
    names = [as_text(cell) for cell in best.cells]
    while names and not names[-1]:
        names.pop()
    return Table(path, best.number, tuple(names))


def _hits(line: Line, wanted: set[str]) -> int:
    return len({fold(as_text(cell)).rstrip(" *") for cell in line.cells} & wanted)


def _filled(line: Line) -> int:
    return sum(1 for cell in line.cells if as_text(cell))


def _text_rows(path: Path) -> Iterator[Cells]:
    raw = path.read_bytes()
    try:
        text = raw.decode(encoding_of(raw))
        if NULL in text:
            raise UnknownEncoding
    except (UnknownEncoding, UnicodeError):
        raise Refused(
            _(
                "Không đọc được chữ trong tệp: tệp không phải Unicode (UTF-8, UTF-16) hay "
                "Windows-1258. Hãy mở bằng Excel rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx."
            )
        ) from None
    first = text[:20_000]
    mark = max(",;\t", key=first.count)
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=mark)
    except csv.Error:
        raise Refused(_("Tệp CSV bị hỏng. Hãy mở bằng Excel rồi lưu lại dạng .xlsx.")) from None


def _sheet_rows(path: Path) -> Iterator[Cells]:
    try:
        _refuse_bomb(path)
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        merged = _merged(sheet)
    except (CalamineError, IndexError, OSError, zipfile.BadZipFile):
        raise Refused(
            _("Tệp Excel bị hỏng hoặc có mật khẩu. Hãy mở bằng Excel rồi lưu lại dạng .xlsx.")
        ) from None
    if sheet.start is None:
        return
    yield from _filled_down(sheet, merged)


def _refuse_bomb(path: Path) -> None:
    """A few packed megabytes may unpack to a full disk, or one stray cell to a full memory."""
    try:
        bombs.require_harmless(path)
    except bombs.Bomb:
        raise Refused(_("Tệp Excel quá lớn. Hãy chia thành nhiều tệp nhỏ hơn.")) from None
    except bombs.TooFar:
        raise Refused(
            _(
                "Trang tính có ô nằm quá xa bảng (sau cột CZ hoặc sau dòng 199.999). Hãy chép riêng "
                "bảng cần nhập sang một tệp Excel mới rồi tải lên lại."
            )
        ) from None


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, int, int]]]:
    """First line of each merged block → (last line, first column, last column)."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        found.setdefault(top, []).append((bottom, left, right))
    return found


def _filled_down(
    sheet: CalamineSheet, merged: dict[int, list[tuple[int, int, int]]]
) -> Iterator[Cells]:
    """Rows in which every cell of a merged block says what the block says.

    Blocks across (titles) are left alone: they hold one text, not one value for each column.
    """
    left_edge = sheet.start[1] if sheet.start else 0
    open_blocks: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row: Cells = [""] * left_edge + cells
        for column, (bottom, value) in list(open_blocks.items()):
            if number > bottom:
                del open_blocks[column]
            elif column < len(row):
                row[column] = value
        for bottom, left, right in merged.get(number, ()):
            if left == right and left < len(row):
                open_blocks[left] = (bottom, row[left])
        yield row
