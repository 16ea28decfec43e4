"""Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, in one sortable integer."""

import threading
import time
from collections.abc import Callable

COUNTER_BITS = 16
BACKWARD_TOLERANCE_MS = 120_000


def pack(ms: int, counter: int = 0) -> int:
    return ms << COUNTER_BITS | counter


def ms_of(hlc: int) -> int:
    """Milliseconds since 1970 in a clock value."""
    return hlc >> COUNTER_BITS


class ClockBehind(Exception):
    """The machine's clock is earlier than the last entry of the log."""

    def __init__(self, now_ms: int, last_ms: int) -> None:
        super().__init__(f"clock {now_ms} is behind the log {last_ms}")
        self.now_ms = now_ms
        self.last_ms = last_ms


def now_ms() -> int:
    """What this machine's own clock says."""
    return time.time_ns() // 1_000_000


class HybridClock:
    """Never goes back: a tick is later than every tick seen, made here or elsewhere.

    Whether our machine's clock went back is asked of our own earlier entries alone: another node's
    clock that runs ahead moves our ticks, and never stops our writing.

    read_again: (clock, machine's time) as the log says now. A person may have said that the machine's
    clock had run ahead and is right now (`put_right`); asked only before writing would be refused.
    """

    def __init__(self, read_again: Callable[[], tuple[int, int]] | None = None) -> None:
        self._read_again = read_again
        self._last = 0
        self.wall_ms = 0  # our machine's own time at the last tick
        self._lock = threading.Lock()

    def start(self, hlc: int, wall_ms: int) -> None:
        """As the log says that it stood."""
        with self._lock:
            self._last, self.wall_ms = max(self._last, hlc), max(self.wall_ms, wall_ms)

    def tick(self, after: int = 0) -> int:
        """after: a clock that the new one must be later than, where it is known: of rows written while the
        machine's clock ran ahead. It moves this act alone, not those that follow."""
        now = now_ms()
        with self._lock:
            if now < self.wall_ms - BACKWARD_TOLERANCE_MS:
                self._require_put_right(now)
            self.wall_ms = max(self.wall_ms, now)
            self._last = max(pack(now), self._last + 1)
            return max(self._last, after + 1)

    def _require_put_right(self, now: int) -> None:
        hlc, wall_ms = self._read_again() if self._read_again else (self._last, self.wall_ms)
        if now < wall_ms - BACKWARD_TOLERANCE_MS:
            raise ClockBehind(now, self.wall_ms)
        self._last, self.wall_ms = hlc, wall_ms

    def standing(self) -> int:
        """The last tick, for the log."""
        return self._last

    def saw(self, hlc: int) -> None:
        """A clock of another node: our next tick is later."""
        with self._lock:
            self._last = max(self._last, hlc)
