"""Numbers on papers, in words."""

import pytest

from tuyen.core.number_words import in_words


@pytest.mark.parametrize(
    "number, words",
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (50, "năm mươi"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1_005, "một nghìn không trăm linh năm"),
        (2_340_000, "hai triệu ba trăm bốn mươi nghìn"),
        (1_000_000_021, "một tỷ không trăm hai mươi mốt"),
    ],
)
def test_a_number_is_said_as_on_a_receipt(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_a_number_that_no_paper_needs_is_refused(number: int) -> None:
    with pytest.raises(ValueError):
        in_words(number)
