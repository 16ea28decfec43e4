"""Files come from office PCs of every age; what cannot be read is refused in one clear sentence."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from tuyen.core.errors import Refused
from tuyen.platform.imports import reading
from tuyen.platform.imports.cells import as_text
from tuyen.platform.imports.reading import open_table

HEADINGS = ["Mã khoa", "Tên khoa", "Số giường"]
LINES = "Mã khoa,Tên khoa,Số giường\nK01,Khoa Nội tổng hợp đường ruột,20\n"


def _written(path: Path, text: str, encoding: str) -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_of_every_make_is_read(tmp_path: Path, encoding: str) -> None:
    table = open_table(_written(tmp_path / "khoa.csv", LINES, encoding), HEADINGS)

    assert [as_text(c) for c in next(table.rows()).cells] == [
        "K01", "Khoa Nội tổng hợp đường ruột", "20",
    ]  # fmt: skip


def test_windows_1258_is_read_and_composed(tmp_path: Path) -> None:
    old = LINES.encode("utf-8").decode()
    for whole, parts in {"ộ": "ô\u0323", "ổ": "ô\u0309", "ợ": "ơ\u0323", "ờ": "ơ\u0300",
                         "ã": "a\u0303", "ố": "ô\u0301"}.items():  # fmt: skip
        old = old.replace(whole, parts)

    table = open_table(_written(tmp_path / "khoa.csv", old, "cp1258"), HEADINGS)

    assert table.header == ("Mã khoa", "Tên khoa", "Số giường")
    assert as_text(next(table.rows()).cells[1]) == "Khoa Nội tổng hợp đường ruột"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"M\xb7 khoa,T\xaan khoa\nK01,Khoa N\xe9i\n", id="TCVN3 font"),
        pytest.param(b"M\xe3,T\xean\n\x81\x8d\x8f,x\n", id="no encoding at all"),
        pytest.param(bytes(range(256)) * 20, id="a program"),
    ],
)
def test_another_encoding_is_refused_with_advice(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "khoa.csv"
    path.write_bytes(raw)

    with pytest.raises(Refused, match="CSV UTF-8"):
        open_table(path, HEADINGS)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_may_be_parted_by_comma_semicolon_or_tab(tmp_path: Path, mark: str) -> None:
    path = _written(tmp_path / "khoa.csv", LINES.replace(",", mark), "utf-8")

    assert open_table(path, HEADINGS).header == tuple(HEADINGS)


@pytest.fixture
def hospital_file(tmp_path: Path) -> Path:
    """As offices make them: titles above, headings in line 4, merged cells, formulas."""
    path = tmp_path / "khoa.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:D1", "BỆNH VIỆN ĐA KHOA")
        sheet.merge_range("A2:D2", "DANH SÁCH KHOA NĂM 2026")
        sheet.write_row("A4", ["STT", "Mã khoa", "Tên khoa", "Số giường", "Ngày mở"])
        sheet.write_row("A5", [1, "K01", "Nội", 20])
        sheet.write_datetime("E5", dt.date(2026, 2, 3), day)
        sheet.merge_range("C6:C7", "Ngoại")
        sheet.write_row("A6", [2, "K02"])
        sheet.write_row("A7", [3, "K03"])
        sheet.write_formula("D6", "=D5+5", None, 25)
        sheet.write_formula("D7", "=1/0", None, "#DIV/0!")
        sheet.write("A9", "Người lập bảng")
    return path


def test_headings_are_found_under_titles(hospital_file: Path) -> None:
    table = open_table(hospital_file, HEADINGS)

    assert table.header_number == 4
    assert table.header == ("STT", "Mã khoa", "Tên khoa", "Số giường", "Ngày mở")


def test_merged_cells_hold_for_every_row_and_formulas_give_their_value(
    hospital_file: Path,
) -> None:
    rows = [[as_text(c) for c in line.cells] for line in open_table(hospital_file).rows()]

    assert rows[0] == ["1", "K01", "Nội", "20", "03/02/2026"]
    assert rows[1] == ["2", "K02", "Ngoại", "25", ""]
    assert rows[2] == ["3", "K03", "Ngoại", "", ""]


def test_a_hundred_thousand_rows_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path / "khoa.csv", "Mã khoa,Tên\n" + "K01,Nội\n" * 100_000, "utf-8")

    count = sum(1 for _line in open_table(path).rows())
    path.write_text(path.read_text("utf-8") + "K02,Ngoại\n", "utf-8")

    assert count == reading.MOST_ROWS
    with pytest.raises(Refused, match=r"100\.000 dòng"):
        list(open_table(path).rows())


@pytest.mark.slow
def test_a_hundred_thousand_rows_of_excel_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "khoa.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, reading.MOST_ROWS + 1):
        sheet.write_row(number, 0, [f"K{number}", "Khoa Nội tổng hợp", 20])
    book.close()

    last = None
    count = 0
    for count, line in enumerate(open_table(path, HEADINGS).rows(), start=1):  # noqa: B007
        last = line

    assert count == reading.MOST_ROWS == 100_000
    assert last is not None
    assert [as_text(cell) for cell in last.cells] == ["K100000", "Khoa Nội tổng hợp", "20"]


@pytest.mark.parametrize(
    "name, raw, says",
    [
        pytest.param("a.xlsx", b"PK\x03\x04 not a workbook", "bị hỏng", id="broken workbook"),
        pytest.param("a.xlsx", b"", "bị hỏng", id="empty workbook"),
        pytest.param("a.csv", b"", "không có dòng nào", id="empty text"),
        pytest.param("a.pdf", b"%PDF", "Chỉ nhận tệp", id="not a table"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, raw: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)

    with pytest.raises(Refused, match=says):
        open_table(path)
