"""Files that are sent to hurt: far corners, bombs, broken words. The process must live on."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tuyen.core.errors import Refused
from tuyen.platform.imports import bombs
from tuyen.platform.imports.reading import open_table

HEADING = ("Mã", "Tên")


def workbook(*cells: tuple[int, int, Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        for row, column, value in cells:
            sheet.write(row, column, value)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """The same workbook with another text of its sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            made.writestr(entry, xml if is_sheet else given.read(entry))
    return out.getvalue()


def kept(tmp_path: Path, content: bytes, name: str = "tep.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b"%s</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    "content",
    [
        workbook((1_048_575, 16_383, "x")),
        workbook((1, 104, "x")),
        workbook((199_999, 0, "x")),
        with_sheet(SHEET % (b'<row r="1"><c><v>1</v></c></row>')),
        with_sheet(SHEET % (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"/>')),
        with_sheet(SHEET % (b'<row r="1"><c s="1" r="XFD1"><v>1</v></c></row>')),
    ],
    ids=["corner", "column", "row", "no_address", "empty_row", "address_later"],
)
def test_a_cell_far_away_is_refused_and_nobody_is_thrown_out(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(Refused, match="quá xa"):
        open_table(kept(tmp_path, content))


def test_a_long_list_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path, workbook(*((row, 1, "Trạm") for row in range(1, 3000)), (1, 103, "x")))

    assert sum(1 for _line in open_table(path).rows()) == 2999


def test_a_tag_that_is_cut_between_two_pieces_is_found(tmp_path: Path) -> None:
    filler = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 27_000
    for shift in range(0, 40, 7):
        content = with_sheet(SHEET % (filler[: 1024 * 1024 - 150 - shift] + b'<c r="XFD9">'))
        with pytest.raises(bombs.TooFar):
            bombs.require_harmless(kept(tmp_path, content))


ROW = b"<table:table-row %s><table:table-cell %s</table:table-row>"
MANY_ROWS = b'table:number-rows-repeated="1048570"'
MANY_COLUMNS = b'table:number-columns-repeated="16384"'
TEXT = b"><text:p>x</text:p></table:table-cell>"


@pytest.mark.parametrize(
    "rows, is_harmless",
    [
        (ROW % (MANY_ROWS, MANY_COLUMNS + b"/>"), True),
        (ROW % (MANY_ROWS, b'office:value-type="string"' + TEXT), False),
        (ROW % (b"", b'office:value="1" ' + MANY_COLUMNS + b"/>"), False),
        (ROW % (b"", MANY_COLUMNS + TEXT), False),
    ],
)
def test_a_filled_cell_that_repeats_itself_is_refused(
    tmp_path: Path, rows: bytes, is_harmless: bool
) -> None:
    path = tmp_path / "tep.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", b"<office:document-content>" + rows)

    if is_harmless:
        bombs.require_harmless(path)
    else:
        with pytest.raises(bombs.TooFar):
            bombs.require_harmless(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (bombs.MOST_UNPACKED + 1))

    with pytest.raises(Refused, match="quá lớn"):
        open_table(path)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00\xd8", b"\x00" * 500, "Mã,Tên\n1,a\x00b".encode()]
)
def test_a_text_that_is_no_text_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused, match="Không đọc được chữ"):
        open_table(kept(tmp_path, content, "tep.csv"))
