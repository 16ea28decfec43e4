"""Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, in one sortable integer."""

import threading
import time

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


class HybridClock:
    """Never goes back: a tick is later than every tick seen, made here or elsewhere."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def tick(self) -> int:
        now_ms = time.time_ns() // 1_000_000
        with self._lock:
            last_ms = ms_of(self._last)
            if now_ms < last_ms - BACKWARD_TOLERANCE_MS:
                raise ClockBehind(now_ms, last_ms)
            self._last = max(pack(now_ms), self._last + 1)
            return self._last

    def saw(self, hlc: int) -> None:
        with self._lock:
            self._last = max(self._last, hlc)

    def forget(self) -> None:
        """For tests, and after a restore: start again from the log."""
        with self._lock:
            self._last = 0
