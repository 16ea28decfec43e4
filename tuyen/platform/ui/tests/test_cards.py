"""A board shows the numbers of the rooms, as far as the reader may see them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.ui import cards

READER = replace(SYSTEM, role="reader", permissions=frozenset({"number.see"}))


@pytest.fixture
def board() -> Iterator[str]:
    yield "test.board"
    cards._boards.pop("test.board", None)


def _one(label: str, number: int) -> cards.Make:
    def make(_who: Actor) -> list[cards.Card]:
        return [cards.Card(label, number, "/list/")]

    return make


def test_a_board_shows_the_numbers_in_their_order(board: str) -> None:
    cards.register(board, "late", _one("Sau", 2), order=20)
    cards.register(board, "early", _one("Trước", 1), order=10)

    shown = cards.cards_on(board, READER)

    assert [(card.label, card.number) for card in shown] == [("Trước", 1), ("Sau", 2)]


def test_a_number_behind_a_permission_is_not_even_asked(board: str) -> None:
    def asked(_who: Actor) -> list[cards.Card]:
        raise AssertionError("nobody may ask")

    cards.register(board, "closed", asked, "other.see")
    cards.register(board, "open", _one("Thấy", 3), "number.see")

    assert [card.label for card in cards.cards_on(board, READER)] == ["Thấy"]


def test_what_is_due_stands_first_and_zeros_stand_apart(board: str) -> None:
    shown = [
        cards.Card("Khóa học đang mở", 2, "/a/"),
        cards.Card("Không còn gì quá hạn", 0, "/b/", tone="warn"),
        cards.Card("Văn bản chưa đọc", 3, "/c/", tone="warn"),
        cards.Card("Ngày công", "0,0", "/d/"),
    ]
    cards.register(board, "all", lambda _who: shown)

    drawn = cards.board(board, READER)

    assert [card.label for card in drawn.due] == ["Văn bản chưa đọc"]
    assert [card.label for card in drawn.standing] == ["Khóa học đang mở"]
    assert [card.label for card in drawn.nothing] == ["Không còn gì quá hạn", "Ngày công"]
