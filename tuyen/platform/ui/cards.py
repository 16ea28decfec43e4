"""Numbers on a board that rooms fill: each number opens the list behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tuyen.core.actor import Actor
from tuyen.platform.ui import counting
from tuyen.platform.ui.counting import Counts, Found

DIRECTION = "direction"  # the upper side: what the units below can do, ask for and owe
TODAY = "today"  # beside the queue of the day: what the other rooms of the unit still owe
OUR_UNIT = "our_unit"  # the lower side: what we asked, what was promised, what is due from us


@dataclass(frozen=True)
class Card:
    """url: the list that holds as many rows as the number says. live: address of a fragment that
    says the number itself, asked once the page stands, where it is too dear to count with the rest.

    tone: neutral, info, good, warn; danger only for danger to a person or a missed legal deadline.
    """

    label: Any
    number: int | str
    url: str
    note: Any = ""
    tone: str = "neutral"
    live: str = ""

    @property
    def is_nothing(self) -> bool:
        return not str(self.number).strip("0,.")

    @property
    def is_due(self) -> bool:
        """Somebody has to do something about it."""
        return self.tone in ("warn", "danger") and not self.is_nothing


@dataclass(frozen=True)
class Board:
    """due: large and first; standing: what there is; nothing: zeros, in one quiet line."""

    due: tuple[Card, ...]
    standing: tuple[Card, ...]
    nothing: tuple[Card, ...]


Count = Callable[[Actor], Iterable[Counts]]
Show = Callable[[Actor, Found], Iterable[Card]]


@dataclass(frozen=True)
class _Room:
    count: Count
    show: Show
    permission: str
    order: int


_boards: dict[str, dict[str, _Room]] = {}


def register(
    board: str, code: str, count: Count, show: Show, permission: str = "", order: int = 50
) -> None:
    """Called from AppConfig.ready(): what the room counts for this reader, and how it shows the numbers.
    The board asks for the numbers of every room in one statement; the same code twice keeps the later."""
    _boards.setdefault(board, {})[code] = _Room(count, show, permission, order)


def cards_on(board: str, who: Actor) -> list[Card]:
    """The numbers that this reader may see, in order; one statement."""
    rooms = sorted(_boards.get(board, {}).items(), key=lambda item: (item[1].order, item[0]))
    seen = [room for _code, room in rooms if not room.permission or who.may(room.permission)]
    found = counting.ask(each for room in seen for each in room.count(who))
    return [card for room in seen for card in room.show(who, found)]


def board(code: str, who: Actor) -> Board:
    """The same numbers by what they ask of the reader."""
    shown = cards_on(code, who)
    return Board(
        due=tuple(card for card in shown if card.is_due),
        standing=tuple(card for card in shown if not card.is_due and not card.is_nothing),
        nothing=tuple(card for card in shown if card.is_nothing),
    )
