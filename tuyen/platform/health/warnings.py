"""What the person at the screen must know now: a full disk, a wrong clock. Costs a page no statement."""

import threading
import time
from collections.abc import Callable

from tuyen.platform.health import checks
from tuyen.platform.health.checks import Finding

SECONDS_KEPT = 60.0
# Questions of rooms above that ask the database nothing; they are asked with the disk.
WATCHED: list[Callable[[], Finding]] = []


class _Kept:
    """The last answers of this process."""

    def __init__(self) -> None:
        self.disk: Finding | None = None
        self.clock: Finding | None = None
        self.watched: list[Finding] = []
        self.asked_at = -SECONDS_KEPT
        self.lock = threading.Lock()


_kept = _Kept()


def current() -> list[Finding]:
    """Findings that are not ok. The disk is asked at most once a minute, the clock by a job."""
    now = time.monotonic()
    with _kept.lock:
        if now - _kept.asked_at >= SECONDS_KEPT:
            _kept.disk, _kept.asked_at = checks.disk(), now
            _kept.watched = [question() for question in WATCHED]
        found = (_kept.disk, _kept.clock, *_kept.watched)
        return [one for one in found if one and not one.is_ok]


def note_clock(found: Finding) -> None:
    """What the job found; kept until it looks again."""
    _kept.clock = found


def forget() -> None:
    """The next question is asked anew: for tests, and after somebody has made room."""
    _kept.asked_at, _kept.clock = -SECONDS_KEPT, None
