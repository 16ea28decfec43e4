"""A board shows the numbers of the rooms, as far as the reader may see them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db.models import Count, Q

from tests.statements import counted
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.accounts.models import Account
from tuyen.platform.ui import cards, counting
from tuyen.platform.ui.counting import Counts, Found

READER = replace(SYSTEM, role="reader", permissions=frozenset({"number.see"}))


@pytest.fixture
def board() -> Iterator[str]:
    yield "test.board"
    cards._boards.pop("test.board", None)


def _nothing(_who: Actor) -> list[Counts]:
    return []


def _one(label: str, number: int) -> cards.Show:
    def show(_who: Actor, _found: Found) -> list[cards.Card]:
        return [cards.Card(label, number, "/list/")]

    return show


def test_a_board_shows_the_numbers_in_their_order(board: str) -> None:
    cards.register(board, "late", _nothing, _one("Sau", 2), order=20)
    cards.register(board, "early", _nothing, _one("Trước", 1), order=10)

    shown = cards.cards_on(board, READER)

    assert [(card.label, card.number) for card in shown] == [("Trước", 1), ("Sau", 2)]


def test_a_number_behind_a_permission_is_not_even_asked(board: str) -> None:
    def asked(_who: Actor) -> list[Counts]:
        raise AssertionError("nobody may ask")

    cards.register(board, "closed", asked, _one("Kín", 1), "other.see")
    cards.register(board, "open", _nothing, _one("Thấy", 3), "number.see")

    assert [card.label for card in cards.cards_on(board, READER)] == ["Thấy"]


def test_what_is_due_stands_first_and_zeros_stand_apart(board: str) -> None:
    shown = [
        cards.Card("Khóa học đang mở", 2, "/a/"),
        cards.Card("Không còn gì quá hạn", 0, "/b/", tone="warn"),
        cards.Card("Văn bản chưa đọc", 3, "/c/", tone="warn"),
        cards.Card("Ngày công", "0,0", "/d/"),
    ]
    cards.register(board, "all", _nothing, lambda _who, _found: shown)

    drawn = cards.board(board, READER)

    assert [card.label for card in drawn.due] == ["Văn bản chưa đọc"]
    assert [card.label for card in drawn.standing] == ["Khóa học đang mở"]
    assert [card.label for card in drawn.nothing] == ["Không còn gì quá hạn", "Ngày công"]


def test_numbers_of_every_room_are_one_statement(db: None) -> None:
    for name in ("an", "binh", "chi"):
        Account.objects.create_user(name, full_name=name)
    everybody = Account.objects.order_by("username")
    wanted = [
        Counts(everybody, {"all": Count("id"), "of_an": Count("id", filter=Q(username="an"))}),
        Counts(everybody.filter(username__in=[]), {"of_nobody": Count("id")}),
        Counts(everybody.filter(username="binh"), {"of_binh": Count("id")}),
    ]

    with counted() as statements:
        found = counting.ask(wanted)

    assert found == {"all": 3, "of_an": 1, "of_nobody": 0, "of_binh": 1}
    assert len(statements) == 1


def test_no_rooms_no_statement(db: None) -> None:
    with counted() as statements:
        assert counting.ask([]) == {}

    assert statements == []
