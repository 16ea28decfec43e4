"""One line in the frame of every page: has everything been sent, or since when does what wait?

The room that knows registers how to ask. The answer is kept in this process for a few seconds, so most pages
cost no statement; whoever has just sent something calls `forget`, and the next page asks anew.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from tuyen.core.actor import Actor

SECONDS_KEPT = 10.0

Tone = Literal["good", "info", "warn", "danger"]


@dataclass(frozen=True)
class Standing:
    """What the line says of this node. Texts are lazy: they outlive one reader's language.

    to_decide: for each unit and compartment, how many differences wait for its decision.
    endangered: people of whom two sides wrote differently what may harm them (allergy, sex, birth).
    """

    tone: Tone
    icon: str
    said: Any
    url: str
    to_decide: Mapping[tuple[uuid.UUID | None, str], int] = field(default_factory=dict)
    decide_url: str = ""
    endangered: frozenset[uuid.UUID] = frozenset()

    def waiting_for(self, who: Actor) -> int:
        """How many of the differences this person may decide; by unit, without a statement."""
        return sum(
            times
            for (unit_id, compartment), times in self.to_decide.items()
            if unit_id == who.unit_id and who.sees(compartment)
        )


class _Kept:
    """The last answer of this process; `asked_at` None: ask."""

    def __init__(self) -> None:
        self.ask: Callable[[], Standing | None] | None = None
        self.standing: Standing | None = None
        self.asked_at: float | None = None
        self.lock = threading.Lock()


_kept = _Kept()


def register(ask: Callable[[], Standing | None] | None) -> None:
    """Called from AppConfig.ready(); None: nobody knows anything of other machines."""
    _kept.ask = ask
    forget()


def current() -> Standing | None:
    """The line for this page; None on a node that stands alone."""
    if _kept.ask is None:
        return None
    now = time.monotonic()
    with _kept.lock:
        if _kept.asked_at is None or now - _kept.asked_at >= SECONDS_KEPT:
            _kept.standing, _kept.asked_at = _kept.ask(), now
        return _kept.standing


@contextmanager
def silent() -> Iterator[None]:
    """Nobody is asked and no page has a line: for measurements and tests of other things."""
    ask, _kept.ask = _kept.ask, None
    try:
        yield
    finally:
        _kept.ask = ask
        forget()


@contextmanager
def asking(ask: Callable[[], Standing | None]) -> Iterator[None]:
    """Each page asks: for the tests of the line itself."""
    before, _kept.ask = _kept.ask, ask
    forget()
    try:
        yield
    finally:
        _kept.ask = before
        forget()


def forget() -> None:
    """The next page asks anew: after something was sent, taken in or decided."""
    _kept.asked_at = None
