"""What the person at the screen must know now: a full disk, a wrong clock. Costs a page no statement."""

import threading
import time

from tuyen.platform.health import checks
from tuyen.platform.health.checks import Finding

SECONDS_KEPT = 60.0


class _Kept:
    """The last answers of this process."""

    def __init__(self) -> None:
        self.disk: Finding | None = None
        self.clock: Finding | None = None
        self.asked_at = -SECONDS_KEPT
        self.lock = threading.Lock()


_kept = _Kept()


def current() -> list[Finding]:
    """Findings that are not ok. The disk is asked at most once a minute, the clock by a job."""
    now = time.monotonic()
    with _kept.lock:
        if now - _kept.asked_at >= SECONDS_KEPT:
            _kept.disk, _kept.asked_at = checks.disk(), now
        return [found for found in (_kept.disk, _kept.clock) if found and not found.is_ok]


def note_clock(found: Finding) -> None:
    """What the job found; kept until it looks again."""
    _kept.clock = found


def forget() -> None:
    """The next question is asked anew: for tests, and after somebody has made room."""
    _kept.asked_at, _kept.clock = -SECONDS_KEPT, None
