"""A paper says exactly what it was given, in letters that can be searched, whatever the text is."""

import pytest

from tuyen.platform.print.tables import (
    Column,
    Signature,
    TablePaper,
    table_pdf,
    table_pictures,
)
from tuyen.platform.print.tests.paper_reader import archive_part_of, letters_of, pages_of

VOWELS = "aăâeêioôơuưy"
MARKS = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


def every_vietnamese_letter() -> list[str]:
    from unicodedata import normalize

    lower = [normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS]
    lower += list("bcdđghklmnpqrstvxfjwz")
    return lower + [letter.upper() for letter in lower]


def paper(*cells: str, **more: object) -> TablePaper:
    return TablePaper(
        title="Báo cáo hoạt động",
        unit="Trạm Y tế xã Mẫu",
        columns=(Column("Nội dung", share=1),),
        rows=tuple((cell,) for cell in cells),
        **more,  # type: ignore[arg-type]
    )


def test_every_vietnamese_letter_comes_out_as_it_went_in() -> None:
    letters = every_vietnamese_letter()
    words = [" ".join(letters[at : at + 12]) for at in range(0, len(letters), 12)]

    [page] = pages_of(table_pdf(paper(*words)))

    assert " ".join(words) in page


@pytest.mark.parametrize("weight", ["title", "cell"])
def test_words_with_stacked_marks_are_whole(weight: str) -> None:
    said = "Nguyễn Thị Tuổi, xã Nậm Cưởm, THẾ ỔN, Ướt, Ẩn"
    shown = paper(said) if weight == "cell" else paper("x", notes=(said,))

    assert said in pages_of(table_pdf(shown))[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#panic()", id="code"),
        pytest.param("] #[x] [", id="brackets"),
        pytest.param("$x^2$", id="mathematics"),
        pytest.param("\\ \\u{41} \\#", id="backslash"),
        pytest.param("*đậm* _nghiêng_ `mã` = đề mục", id="markup"),
        pytest.param("<nhan> @nguon // ghi chú /* khối */", id="labels and comments"),
        pytest.param('"trích" -- --- ... ~', id="shorthands"),
        pytest.param("- gạch + cộng / xuyệt", id="lists"),
        pytest.param("https://example.org/a_b", id="address"),
    ],
)
def test_hostile_text_is_printed_letter_by_letter(text: str) -> None:
    assert "".join(text.split()) in letters_of(table_pdf(paper(text)))


def test_a_very_long_word_stays_on_the_page_and_loses_nothing() -> None:
    word = "Krôngbuk" * 60

    pdf = table_pdf(paper(word))

    assert word in letters_of(pdf)
    assert _rightmost(pdf) < 595  # points: the width of A4


def _rightmost(pdf: bytes) -> float:
    import io

    from pypdf import PdfReader

    ends: list[float] = []

    def saw(text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            ends.append(matrix[4])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=saw)
    return max(ends)


def test_a_paper_is_fit_for_the_archive_and_names_no_one_in_its_title() -> None:
    assert archive_part_of(table_pdf(paper("x"))) == "2B"


def test_signs_beyond_vietnamese_are_found_in_the_fonts_behind() -> None:
    assert "α β ≥ ≤ µ °" in pages_of(table_pdf(paper("α β ≥ ≤ µ °")))[0]


@pytest.mark.parametrize(
    "text", ["Sốt\x07 ba ngày", "Cảm ơn 😀", "王小明", "Ký tự\u202e ẩn", "👨‍👩‍👧 và \ue000\ufffe"]
)
def test_no_text_in_a_record_keeps_a_paper_from_being_printed(text: str) -> None:
    """An archive takes no sign without a shape: one typed in a note closed every paper of the person."""
    [page] = pages_of(table_pdf(paper(text, "Dòng sau còn α")))

    assert "Dòng sau còn" in page


def test_many_strange_signs_become_question_marks_at_once() -> None:
    [page] = pages_of(table_pdf(paper("".join(chr(0x4E00 + n) for n in range(200)), "Đường huyết")))

    assert "???" in page
    assert "Đường huyết" in page


def test_a_long_table_repeats_its_heading_and_counts_its_pages() -> None:
    pages = pages_of(table_pdf(paper(*(f"Dòng {n}" for n in range(90)))))

    assert len(pages) > 1
    assert all("Nội dung" in page for page in pages)
    assert f"Trang 2/{len(pages)}" in pages[1]


def test_an_empty_table_says_so() -> None:
    assert "Không có số liệu trong kỳ này." in pages_of(table_pdf(paper()))[0]


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError):
        TablePaper("a", "b", (Column("1"), Column("2")), (("một",),))


def test_signatures_and_source_stand_on_the_paper() -> None:
    shown = paper("x", source="Nguồn: sổ khám", signatures=(Signature("Người lập", "Mẫu"),))

    [page] = pages_of(table_pdf(shown))

    assert "NGƯỜI LẬP" in page
    assert "Nguồn: sổ khám" in page
    assert table_pictures(shown)[0].startswith(b"\x89PNG")
