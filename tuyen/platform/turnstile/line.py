"""The line before the interpreter: turns in the order of coming, and none that lasts too long.

A turn is only ever waited for at the door, by a thread that holds nothing. So no other lock, the queue
of writers among them, can close a circle with it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

LONGEST_S = 0.05

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Line:
    """Who has the turn, who waits for it, and when it passes on even if nobody gives it back."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._current: threading.Lock | None = None
        self._ends = 0.0
        self._own = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it for the block; inside a turn this is the same turn."""
        if getattr(self._own, "turn", None):
            yield
            return
        self._own.turn = mine = self._take()
        try:
            yield
        finally:
            self._own.turn = None
            self._give_back(mine)

    def let_go(self) -> None:
        """Before a long wait: the next one goes on now, and so does this thread, without a turn."""
        if mine := getattr(self._own, "turn", None):
            self._give_back(mine)

    def _take(self) -> threading.Lock:
        mine = threading.Lock()  # the gate before this thread, opened by whoever goes before it
        mine.acquire()
        with self._mutex:
            self._waiting.append(mine)
            if self._current is None:
                self._next()
        while not mine.acquire(timeout=max(self._ends - monotonic(), 0.001)):
            with self._mutex:
                if monotonic() >= self._ends:
                    self._next()
        return mine

    def _give_back(self, mine: threading.Lock) -> None:
        with self._mutex:
            if self._current is mine:  # or it has been passed on already
                self._next()

    def _next(self) -> None:
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current:
            self._ends = monotonic() + self._longest_s
            self._current.release()


_line = Line()
turn = _line.turn
let_go = _line.let_go


def through(application: Application) -> Application:
    """The same WSGI application, entered one by one."""

    def enter(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with turn():
            return application(environ, start_response)

    return enter
